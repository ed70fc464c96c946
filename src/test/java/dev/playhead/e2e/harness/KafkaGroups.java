package dev.playhead.e2e.harness;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What Kafka's own command line says of consumer groups. Stateless. */
public final class KafkaGroups {
    private static final String TOOL = "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand";
    private static final int LAG = 5;

    private KafkaGroups() {}

    /** The lag of the group in all its partitions. */
    public static long lag(NodeProcess node, String group) throws Exception {
        String said = run(
                "--bootstrap-server",
                "localhost:" + node.port("sandbox.kafka.port"),
                "--describe",
                "--group",
                "playhead." + group);
        List<String[]> rows = said.lines()
                .filter(line -> line.startsWith("playhead." + group))
                .map(line -> line.split("\\s+"))
                .toList();
        if (rows.isEmpty()) {
            throw new IllegalStateException("no group in " + said);
        }
        return rows.stream().mapToLong(row -> Long.parseLong(row[LAG])).sum();
    }

    private static String run(String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                TOOL));
        command.addAll(List.of(arguments));
        Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            tool.waitFor(30, TimeUnit.SECONDS);
            return said;
        } finally {
            tool.destroyForcibly();
        }
    }
}
