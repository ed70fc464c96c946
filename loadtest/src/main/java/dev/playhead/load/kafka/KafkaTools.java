package dev.playhead.load.kafka;

import dev.playhead.load.wire.EventSheet;
import dev.playhead.load.wire.Layout;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs Kafka's own performance tools, each in a process of its own, and reads their figures; called from the main
 * thread.
 *
 * <p>Of the producer the steady figure is taken, after a warm-up in the same process; of the consumer the figure without
 * the time it took to join its group. So the references are at their best, as the warm node is.
 */
public final class KafkaTools {
    private static final long LIMIT_SECONDS = 300;
    private static final int PAYLOADS = 100_000;
    private static final Pattern PRODUCED = Pattern.compile("(\\d+) records sent, ([\\d.]+) records/sec.*99\\.9th");

    private final String bootstrap;
    private final Path directory;

    public KafkaTools(String bootstrap, Path directory) {
        this.bootstrap = bootstrap;
        this.directory = directory;
    }

    /** Writes a file of events, one a line, for {@link #produce}. */
    public Path payloads(int eventBytes) throws IOException {
        EventSheet sheet = new EventSheet(EventSheet.newRun(), eventBytes, Layout.bare());
        Path file = directory.resolve("payloads-" + eventBytes + ".ndjson");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            for (long number = 0; number < PAYLOADS; number++) {
                out.write(sheet.copy(number));
                out.write('\n');
            }
        }
        return file;
    }

    /** Events a second that the tool reports after its warm-up. */
    public double produce(String topic, long events, long warmUp, Path payloads)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("--bootstrap-server", bootstrap, "--topic", topic));
        arguments.addAll(List.of("--num-records", String.valueOf(warmUp + events)));
        arguments.addAll(List.of("--warmup-records", String.valueOf(warmUp)));
        arguments.addAll(List.of("--payload-file", payloads.toString(), "--throughput", "-1", "--command-property"));
        ProducerSettings.FIGURES.forEach((key, value) -> arguments.add(key + "=" + value));
        String output = run("org.apache.kafka.tools.ProducerPerformance", arguments);
        String figure = null;
        for (Matcher line = PRODUCED.matcher(output); line.find(); ) {
            figure = line.group(2);
        }
        if (figure == null) {
            throw new IOException("no figure in " + output);
        }
        return Double.parseDouble(figure);
    }

    /** Events a second that the tool reports for fetching, without joining. */
    public double consume(String topic, long events) throws IOException, InterruptedException {
        List<String> arguments = List.of(
                "--bootstrap-server",
                bootstrap,
                "--topic",
                topic,
                "--num-records",
                String.valueOf(events),
                "--timeout",
                "60000");
        String output = run("org.apache.kafka.tools.ConsumerPerformance", arguments);
        String[] lines = output.strip().split("\n");
        String[] columns = lines[lines.length - 1].split(", *");
        if (columns.length < 10 || Long.parseLong(columns[4].strip()) < events) {
            throw new IOException("no figure in " + output);
        }
        return Double.parseDouble(columns[9].strip());
    }

    private String run(String tool, List<String> arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "tool", ".txt");
        List<String> command = new ArrayList<>(List.of(java(), "-Xms512m", "-Xmx1g", "-cp", classPath(), tool));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            String text = Files.readString(output, StandardCharsets.UTF_8);
            if (!ended || process.exitValue() != 0) {
                throw new IOException(tool + (ended ? " failed: " : " is late: ") + text);
            }
            return text;
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static String classPath() {
        return System.getProperty("java.class.path");
    }
}
