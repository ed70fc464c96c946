package dev.playhead.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LineFramerTest {
    private static final int LIMIT = 10;

    @Test
    void shouldGiveTheSameLinesWhereverChunksEndWhenAStreamIsCut() {
        for (long seed = 0; seed < 20_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            StringBuilder stream = new StringBuilder();
            for (int parts = random.nextInt(12); parts > 0; parts--) {
                stream.append("x".repeat(random.nextInt(14)))
                        .append(random.nextInt(3) == 0 ? "\r" : "")
                        .append(random.nextInt(4) == 0 ? " " : "")
                        .append(random.nextInt(5) > 0 ? "\n" : "");
            }
            byte[] bytes = stream.toString().getBytes(StandardCharsets.UTF_8);
            List<String> seen = new ArrayList<>();
            LineFramer framer = framer(seen);
            for (int from = 0; from < bytes.length; ) {
                int to = Math.min(bytes.length, from + random.nextInt(1, 20));
                framer.feed(Buffer.buffer().appendBytes(bytes, from, to - from));
                from = to;
            }
            framer.finish();

            assertThat(seen).as("seed %d", seed).isEqualTo(expected(stream.toString()));
        }
    }

    @Test
    void shouldTellOnceAndGoOnWhenALineHasNoEnd() {
        List<String> seen = new ArrayList<>();
        LineFramer framer = framer(seen);
        for (int i = 0; i < 1000; i++) {
            framer.feed(Buffer.buffer("xxxxxxxx"));
        }
        assertThat(seen).containsExactly("1 too long");

        framer.feed(Buffer.buffer("\nok\n"));

        assertThat(seen).containsExactly("1 too long", "2 ok");
        assertThat(framer.count()).isEqualTo(2);
    }

    private static LineFramer framer(List<String> seen) {
        return new LineFramer(LIMIT, new LineFramer.Lines() {
            @Override
            public void line(long number, byte[] bytes, int from, int to) {
                seen.add(number + " " + new String(bytes, from, to - from, StandardCharsets.UTF_8));
            }

            @Override
            public void tooLong(long number) {
                seen.add(number + " too long");
            }
        });
    }

    private static List<String> expected(String stream) {
        List<String> lines = new ArrayList<>();
        String[] all = stream.split("\n", -1);
        for (int i = 0; i < all.length; i++) {
            String line = all[i].endsWith("\r") ? all[i].substring(0, all[i].length() - 1) : all[i];
            if (line.length() > LIMIT) {
                lines.add(i + 1 + " too long");
            } else if (!line.isBlank()) {
                lines.add(i + 1 + " " + line);
            }
        }
        return lines;
    }
}
