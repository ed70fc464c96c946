package dev.playhead.load;

import dev.playhead.load.machine.Node;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the command line asks for; immutable, checked when built. */
record Options(
        List<String> rows,
        List<Integer> sizes,
        int runs,
        double scale,
        int partitions,
        int connections,
        int seconds,
        int rate,
        Path jar,
        List<String> nodeArguments,
        Path output,
        Optional<Node.Ports> ports,
        Optional<Long> pid,
        boolean recording) {
    static final String HELP = """
            Measures a node beside Kafka's own tools and a bare HTTP server, on the same broker, in the same run.

              --rows a,b,..        rows to run, by name or beginning (default: all but grow-; --rows help lists them)
              --sizes 256,1024     bytes of one event
              --runs 3             measured runs of each row, after one to warm up
              --scale 1            how many events, against the defaults
              --partitions 8       of every topic
              --connections 2      of TCP and of NDJSON
              --seconds 10         measured time of a latency run
              --rate 20000         events a second of a latency run
              --jar FILE           the node's jar (default: target/playhead.jar, or ../target/playhead.jar)
              --node-args "…"      arguments for the node's JVM (default: %s)
              --output DIR         for the node's data and log, results.jsonl, recordings (default: target/load)
              --node H,T,M,K,R     a node that runs: its ports of HTTP, TCP, management, Kafka, Redis, on loopback
              --pid N              its process, to see what it spends
              --recording          a flight recording of the node for every row's last run
            """.formatted(Node.ARGUMENTS);

    Options {
        require(runs >= 1, "--runs is at least 1");
        require(scale > 0, "--scale is above 0");
        require(partitions >= 1, "--partitions is at least 1");
        require(connections >= 1, "--connections is at least 1");
        require(seconds >= 1, "--seconds is at least 1");
        require(rate >= 1000, "--rate is at least 1000");
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }

    static Options parse(String... arguments) {
        Map<String, String> given = given(arguments);
        Options options = new Options(
                words(take(given, "--rows", "")),
                words(take(given, "--sizes", "256,1024")).stream()
                        .map(Integer::valueOf)
                        .toList(),
                Integer.parseInt(take(given, "--runs", "3")),
                Double.parseDouble(take(given, "--scale", "1")),
                Integer.parseInt(take(given, "--partitions", "8")),
                Integer.parseInt(take(given, "--connections", "2")),
                Integer.parseInt(take(given, "--seconds", "10")),
                Integer.parseInt(take(given, "--rate", "20000")),
                Path.of(take(given, "--jar", "target/playhead.jar")),
                Stream.of(take(given, "--node-args", Node.ARGUMENTS).split(" "))
                        .filter(word -> !word.isBlank())
                        .toList(),
                Path.of(take(given, "--output", "target/load")).toAbsolutePath(),
                Optional.ofNullable(given.remove("--node")).map(Options::ports),
                Optional.ofNullable(given.remove("--pid")).map(Long::valueOf),
                Boolean.parseBoolean(take(given, "--recording", "false")));
        require(given.isEmpty(), "unknown: " + given.keySet());
        return options;
    }

    private static Map<String, String> given(String... arguments) {
        Map<String, String> given = new LinkedHashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            boolean isFlag = arguments[i].equals("--recording");
            require(isFlag || i + 1 < arguments.length, arguments[i] + " takes a value");
            given.put(arguments[i], isFlag ? "true" : arguments[++i]);
        }
        return given;
    }

    private static String take(Map<String, String> given, String key, String otherwise) {
        String value = given.remove(key);
        return value == null ? otherwise : value;
    }

    private static List<String> words(String list) {
        return Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static Node.Ports ports(String list) {
        int[] ports = words(list).stream().mapToInt(Integer::parseInt).toArray();
        require(ports.length == 5, "--node takes five ports: HTTP, TCP, management, Kafka, Redis");
        return new Node.Ports(ports[0], ports[1], ports[2], ports[3], ports[4]);
    }

    boolean wants(String row) {
        return rows.isEmpty() ? !row.startsWith(Rows.GROWTH) : rows.stream().anyMatch(row::startsWith);
    }

    long scaled(long events) {
        return Math.max(1000, Math.round(events * scale / 1000) * 1000);
    }
}
