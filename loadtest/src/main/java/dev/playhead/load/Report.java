package dev.playhead.load;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Owns the samples: tells progress, writes each sample as a line of JSON, and prints the table of medians. */
final class Report {
    private static final String FORMAT = "%-29s %5s  %-17s %12s %12s %7s %8s %5s   %s%n";

    private record Cell(String row, int eventBytes) {}

    private final PrintStream out;
    private final Path lines;
    private final Map<Cell, List<Sample>> samples = new LinkedHashMap<>();
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();

    Report(PrintStream out, Path lines) throws IOException {
        this.out = out;
        this.lines = lines;
        Files.writeString(lines, "");
    }

    void progress(Row row, int eventBytes, int round, Sample sample) {
        out.printf(
                "%s %s %d B: %s%n",
                round == 0 ? "warm-up" : "run " + round, row.name(), eventBytes, numbers(sample.figures()));
    }

    void failed(Row row, int eventBytes, int round, Exception cause) {
        String failure = row.name() + " " + eventBytes + " B, round " + round + ": " + cause;
        failures.add(failure);
        out.println("FAILED " + failure);
    }

    void add(Row row, int eventBytes, Sample sample) throws IOException {
        rows.put(row.name(), row);
        samples.computeIfAbsent(new Cell(row.name(), eventBytes), cell -> new ArrayList<>())
                .add(sample);
        write(row.name(), eventBytes, "run", sample.figures(), sample.cpuPerMillion(), sample.memory());
    }

    private void write(
            String row,
            int eventBytes,
            String kind,
            Map<String, Double> figures,
            Map<String, Double> cpu,
            Map<String, Double> memory)
            throws IOException {
        String line = String.format(
                Locale.ROOT,
                "{\"row\":\"%s\",\"eventBytes\":%d,\"kind\":\"%s\",\"figures\":{%s},\"cpuSecondsPerMillion\":{%s},\"memory\":{%s}}%n",
                row,
                eventBytes,
                kind,
                members(figures),
                members(cpu),
                members(memory));
        Files.writeString(lines, line, StandardOpenOption.APPEND);
    }

    private static String members(Map<String, Double> values) {
        return values.entrySet().stream()
                .map(entry -> String.format(Locale.ROOT, "\"%s\":%.4f", entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(","));
    }

    private static String numbers(Map<String, Double> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + " " + number(entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 1000 ? "%,.0f" : "%.2f", value);
    }

    /** Prints the table of medians and writes them beside the samples; true when nothing failed. */
    boolean finish() throws IOException {
        out.printf(
                FORMAT,
                "row",
                "bytes",
                "figure",
                "median",
                "reference",
                "ratio",
                "target",
                "met",
                "CPU s/M events; memory of the node");
        for (Map.Entry<Cell, List<Sample>> entry : samples.entrySet()) {
            Map<String, Double> figures = medians(entry.getValue(), Sample::figures);
            Map<String, Double> cpu = medians(entry.getValue(), Sample::cpuPerMillion);
            Map<String, Double> memory = medians(entry.getValue(), Sample::memory);
            write(entry.getKey().row(), entry.getKey().eventBytes(), "median", figures, cpu, memory);
            print(entry.getKey(), figures, numbers(cpu) + (memory.isEmpty() ? "" : "; " + numbers(memory)));
        }
        failures.forEach(failure -> out.println("FAILED " + failure));
        return failures.isEmpty();
    }

    private void print(Cell cell, Map<String, Double> figures, String costs) {
        Row row = rows.get(cell.row());
        if (row == null) {
            return;
        }
        Map<String, Double> reference = row.reference()
                .map(name -> samples.getOrDefault(new Cell(name, cell.eventBytes()), List.of()))
                .map(others -> medians(others, Sample::figures))
                .orElse(Map.of());
        String spent = costs;
        for (Map.Entry<String, Double> figure : figures.entrySet()) {
            Double against = reference.get(figure.getKey());
            Optional<Row.Target> target = row.target(figure.getKey());
            double ratio = against == null ? 0 : figure.getValue() / against;
            out.printf(
                    FORMAT,
                    cell.row(),
                    cell.eventBytes(),
                    figure.getKey(),
                    number(figure.getValue()),
                    against == null ? "" : number(against),
                    against == null ? "" : number(ratio),
                    target.map(Row.Target::toString).orElse(""),
                    against == null
                            ? ""
                            : target.map(t -> t.isMetBy(ratio) ? "yes" : "NO").orElse(""),
                    spent);
            spent = "";
        }
    }

    private static Map<String, Double> medians(List<Sample> samples, Function<Sample, Map<String, Double>> values) {
        Map<String, List<Double>> all = new LinkedHashMap<>();
        for (Sample sample : samples) {
            values.apply(sample).forEach((name, value) -> all.computeIfAbsent(name, n -> new ArrayList<>())
                    .add(value));
        }
        Map<String, Double> medians = new LinkedHashMap<>();
        all.forEach((name, list) -> medians.put(name, median(list)));
        return medians;
    }

    static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
