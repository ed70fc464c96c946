package dev.playhead.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.ingest.Incarnation;
import dev.playhead.ingest.Mark;
import dev.playhead.log.EventLog;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MarkCodecTest {
    @Test
    void shouldReadWhatItWroteWhenMarksAreRandom() {
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            Mark mark = mark(random);
            byte[] bytes = new byte[3 + MarkCodec.LONGEST];

            int end = MarkCodec.write(mark, bytes, 3);

            assertThat(end).as("seed %d", seed).isLessThanOrEqualTo(3 + MarkCodec.LONGEST);
            assertThat(MarkCodec.read(bytes, 3, end)).as("seed %d", seed).isEqualTo(mark);
        }
    }

    private static Mark mark(Random random) {
        int tag = random.nextInt(Mark.LARGEST_TAG + 1);
        int partition = random.nextInt() >>> (1 + random.nextInt(31));
        long offset = random.nextLong() >>> (1 + random.nextInt(63));
        EventLog.End end =
                new EventLog.End(offset, random.nextInt(5) == 0 ? -1 : random.nextInt() >>> 1 + random.nextInt(30));
        return switch (random.nextInt(4)) {
            case 0 -> new Mark.Stored(tag, partition, offset, random.nextLong() >>> 20);
            case 1 -> new Mark.Unknown(tag, partition, end);
            case 2 ->
                new Mark.Held(
                        new Incarnation(random.nextLong(), random.nextInt(Integer.MAX_VALUE)),
                        tag,
                        partition,
                        end,
                        random.nextBoolean() ? Mark.NO_PAGE : random.nextInt(1, 1 << 28));
            default -> Mark.FREE;
        };
    }
}
