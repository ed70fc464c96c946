package dev.playhead.e2e.harness;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/** Small events for tests that need no real ones. */
public final class Samples {
    private Samples() {}

    /** Events {@code prefix-0, prefix-1 …} over a number of keys, as JSON. */
    public static List<String> events(String prefix, int count, int keys) {
        return IntStream.range(0, count)
                .mapToObj(number -> event(prefix + "-" + number, "key-" + number % keys, "\"n\":" + number))
                .toList();
    }

    public static String event(String id, String subject, String data) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id
                + "\",\"source\":\"/sample\",\"type\":\"sample.made\",\"subject\":\"" + subject + "\",\"data\":{" + data
                + "}}";
    }

    public static InputStream lines(List<String> events) {
        return new ByteArrayInputStream((String.join("\n", events) + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
