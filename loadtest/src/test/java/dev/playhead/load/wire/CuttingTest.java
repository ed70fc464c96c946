package dev.playhead.load.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whatever counts bytes of a stream must not mind where the stream is cut. */
class CuttingTest {
    private static final int SEEDS = 2000;

    private interface Feed {
        void take(byte[] bytes, int from, int to) throws IOException;
    }

    private static void cut(SplittableRandom random, byte[] bytes, Feed feed) throws IOException {
        int most = random.nextInt(1, 60);
        for (int at = 0; at < bytes.length; ) {
            int end = Math.min(bytes.length, at + random.nextInt(0, most + 1));
            byte[] read = new byte[bytes.length + 7];
            System.arraycopy(bytes, at, read, 7, end - at);
            feed.take(read, 7, 7 + end - at);
            at = end;
        }
    }

    @Test
    void shouldFindEveryMarkerWhereverItIsCut() throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            StringBuilder text = new StringBuilder();
            List<String> expected = new ArrayList<>();
            for (int i = random.nextInt(20); i > 0; i--) {
                text.append("xababy ab".repeat(random.nextInt(5)));
                String number = String.format("%05d", random.nextInt(100_000));
                expected.add(number);
                text.append("ababc").append(number);
            }
            List<String> found = new ArrayList<>();
            MarkerScan scan = new MarkerScan(
                    "ababc", 5, (bytes, at) -> found.add(new String(bytes, at, 5, StandardCharsets.US_ASCII)));
            cut(random, Request.ascii(text.toString()), scan::feed);
            assertThat(found).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @Test
    void shouldCountReceiptsAndProblemsWhereverTheyAreCut() throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            StringBuilder text = new StringBuilder();
            int receipts = 0;
            int problems = 0;
            for (int line = random.nextInt(10); line > 0; line--) {
                List<String> answers = new ArrayList<>();
                for (int i = random.nextInt(10); i >= 0; i--) {
                    boolean problem = random.nextInt(4) == 0;
                    answers.add(
                            problem
                                    ? "{\"problem\":{\"code\":\"x\",\"detail\":\"…\"}}"
                                    : "{\"partition\":3,\"offset\":7}");
                    receipts += problem ? 0 : 1;
                    problems += problem ? 1 : 0;
                }
                text.append("{\"from\":0,\"receipts\":[")
                        .append(String.join(",", answers))
                        .append("]}\n");
            }
            ReceiptCount count = new ReceiptCount();
            cut(random, text.toString().getBytes(StandardCharsets.UTF_8), count::feed);
            assertThat(count.receipts()).as("seed %d", seed).isEqualTo(receipts);
            assertThat(count.problems()).as("seed %d", seed).isEqualTo(problems);
        }
    }

    @Test
    void shouldTakeFramesApartWhereverTheyAreCut() throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            ByteBuffer wire = ByteBuffer.allocate(1 << 20);
            List<String> expected = new ArrayList<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                String message = "m".repeat(random.nextInt(3) == 0 ? random.nextInt(70_000) : random.nextInt(300));
                int middle = random.nextInt(message.length() + 1);
                if (random.nextBoolean()) {
                    frame(wire, 0x01, message.substring(0, middle));
                    frame(wire, 0x89, "ping");
                    expected.add("9 ping");
                    frame(wire, 0x80, message.substring(middle));
                } else {
                    frame(wire, 0x81, message);
                }
                expected.add("t " + message.length());
            }
            byte[] bytes = new byte[wire.flip().remaining()];
            wire.get(bytes);
            List<String> seen = new ArrayList<>();
            FrameReader reader = new FrameReader(new Collector(seen));
            int most = random.nextInt(1, 40_000);
            for (int at = 0; at < bytes.length; ) {
                int end = Math.min(bytes.length, at + random.nextInt(1, most + 1));
                reader.feed(bytes, at, end);
                at = end;
            }
            assertThat(seen).as("seed %d", seed).isEqualTo(expected);
        }
    }

    private static void frame(ByteBuffer wire, int first, String payload) {
        wire.put((byte) first);
        if (payload.length() < 126) {
            wire.put((byte) payload.length());
        } else if (payload.length() < 65_536) {
            wire.put((byte) 126).putShort((short) payload.length());
        } else {
            wire.put((byte) 127).putLong(payload.length());
        }
        wire.put(Request.ascii(payload));
    }

    private static final class Collector implements FrameReader.Sink {
        private final List<String> seen;
        private int length;

        private Collector(List<String> seen) {
            this.seen = seen;
        }

        @Override
        public void text(byte[] bytes, int from, int to, boolean startsMessage, boolean endsMessage) {
            length = startsMessage ? to - from : length + to - from;
            if (endsMessage) {
                seen.add("t " + length);
            }
        }

        @Override
        public void control(int opcode, byte[] payload) {
            seen.add(opcode + " " + new String(payload, StandardCharsets.US_ASCII));
        }
    }
}
