package dev.playhead.kafka.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Partition;
import dev.playhead.log.Block;
import dev.playhead.log.BlockBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TailRingTest {
    private static final Partition PARTITION = new Partition("orders", 0);

    @Test
    void shouldHoldTheNewestWithoutGapsWhenBlocksOfAnySizeCome() {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            long first = random.nextInt(100);
            int maxBytes = 2_000 + random.nextInt(60_000);
            TailRing ring = new TailRing(first, maxBytes / 8);
            for (int step = 0; step < 60; step++) {
                ring.append(block(ring.next(), random.nextInt(20), random.nextInt(3)));
                long base = ring.base();
                for (Block gone : ring.shrinkTo(maxBytes)) {
                    assertThat(gone.base()).as("seed %s", seed).isEqualTo(base);
                    base = gone.next();
                }
                assertThat(ring.base()).as("seed %s", seed).isEqualTo(base);
                checkCovered(ring, seed);
            }
        }
    }

    @Test
    void shouldJoinSmallBlocksWhenManyCome() {
        TailRing ring = new TailRing(0, 1 << 20);
        for (int each = 0; each < 1000; each++) {
            ring.append(block(ring.next(), 1, 0));
        }
        assertThat(ring.all()).hasSizeLessThan(20);
        assertThat(ring.at(500).event(ring.at(500).indexOf(500)).toString(StandardCharsets.UTF_8))
                .contains("\"n\":500");
    }

    private static void checkCovered(TailRing ring, long seed) {
        long bytes = 0;
        long at = ring.base();
        for (Block block : ring.all()) {
            assertThat(block.base()).as("seed %s", seed).isEqualTo(at);
            assertThat(ring.at(block.base())).isSameAs(block);
            assertThat(ring.at(block.next() - 1)).isSameAs(block);
            at = block.next();
            bytes += block.weight();
        }
        assertThat(at).isEqualTo(ring.next());
        assertThat(ring.bytes()).isEqualTo((int) bytes);
        assertThat(ring.at(ring.next())).isNull();
        assertThat(ring.at(ring.base() - 1)).isNull();
    }

    private static Block block(long base, int records, int holes) {
        BlockBuilder builder = new BlockBuilder(PARTITION, base, 64);
        for (long offset = base; offset < base + records; offset++) {
            byte[] event = ("{\"specversion\":\"1.0\",\"id\":\"" + offset
                            + "\",\"source\":\"/s\",\"type\":\"t\",\"data\":{\"n\":" + offset + "}}")
                    .getBytes(StandardCharsets.UTF_8);
            builder.add(offset, 1, 0, null, event, new RecordIntake());
        }
        return builder.build(Math.max(base + 1, base + records + holes));
    }
}
