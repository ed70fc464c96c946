package dev.playhead.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.playhead.event.Partition;
import dev.playhead.log.BlockBuilder;
import dev.playhead.testing.Defaults;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Measures the hot paths on one thread, beside Jackson's strict streaming parser; a main of its own, not a test. */
public final class CodecBenchmark {
    private static final int EVENTS = 4096;
    private static final byte[] CONTENT_TYPE = "application/cloudevents+json".getBytes(StandardCharsets.US_ASCII);
    private static final RecordHeaders HEADERS = new RecordHeaders() {
        @Override
        public byte @Nullable [] last(String name) {
            return name.equals("content-type") ? CONTENT_TYPE : null;
        }

        @Override
        public void forEach(BiConsumer<String, byte[]> visitor) {}
    };

    private CodecBenchmark() {}

    public static void main(String[] args) throws Exception {
        byte[][] events = new byte[EVENTS][];
        for (int i = 0; i < EVENTS; i++) {
            events[i] = event(i);
        }
        System.out.println("bytes " + events[0].length);
        JsonFactory jackson = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        measure("jackson", i -> parse(jackson, events[i]));
        JsonScanner scanner = new JsonScanner(64);
        measure("scanner", i -> check(scanner.scan(events[i], 0, events[i].length)));
        EventCodec codec = new EventCodec(Defaults.of(CodecLimits.class));
        measure(
                "structured",
                i -> check(
                        codec.structured(events[i], 0, events[i].length) instanceof dev.playhead.event.Parsed.Valid));
        RecordPresenter presenter = new RecordPresenter();
        Utf8Buffer out = new Utf8Buffer(1 << 20);
        measure("presenter", i -> {
            out.clear();
            presenter.write(out, "orders", 0, i, i, null, events[i], HEADERS);
        });
        measure("block", new IntConsumer() {
            private BlockBuilder builder = new BlockBuilder(new Partition("orders", 0), 0, 1 << 20);

            @Override
            public void accept(int i) {
                builder.add(builder.next(), 1_700_000_000_000L + i / 100, 1, null, events[i], HEADERS);
                if (builder.bytes() > 1_000_000) {
                    check(builder.build(builder.next()).count() > 0);
                    builder = new BlockBuilder(new Partition("orders", 0), 0, 1 << 20);
                }
            }
        });
    }

    private static byte[] event(int i) {
        return ("{\"specversion\":\"1.0\",\"id\":\"" + Long.toHexString(i * 0x9E3779B97F4A7C15L)
                        + "\",\"source\":\"/service/" + i % 7 + "\",\"type\":\"order.created\",\"subject\":\"customer/"
                        + i
                        + "\",\"time\":\"2026-01-01T10:00:00.123Z\",\"datacontenttype\":\"application/json\","
                        + "\"data\":{\"amount\":" + i + ".25,\"currency\":\"EUR\",\"items\":[1,2,3],\"ok\":true}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void parse(JsonFactory jackson, byte[] event) {
        try (JsonParser parser = jackson.createParser(event)) {
            while (parser.nextToken() != null) {
                parser.getTextLength();
            }
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void check(boolean good) {
        if (!good) {
            throw new IllegalStateException("An event was refused");
        }
    }

    private static void measure(String name, IntConsumer work) {
        String only = System.getProperty("only", name);
        for (int round = 0; round < 7 && only.contains(name); round++) {
            long cpu = java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            for (int i = 0; i < 1_000_000; i++) {
                work.accept(i & (EVENTS - 1));
            }
            long nanos =
                    java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu;
            if (round > 3) {
                System.out.printf(
                        "%-10s %4d ns/event %,d events/s of CPU%n",
                        name, nanos / 1_000_000, 1_000_000_000_000_000L / nanos);
            }
        }
    }
}
