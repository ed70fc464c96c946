package dev.playhead.load.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Knows the processes of the stand by their parts (node, Kafka, Redis, driver) and tells what each has spent so far, in
 * seconds of processor time; the driver's ended children count as the driver.
 */
public final class Cpu {
    private static final Path SELF = Path.of("/proc/self/stat");
    private static final double TICKS_PER_SECOND = 100;

    private final Map<String, List<ProcessHandle>> parts = new LinkedHashMap<>();

    /** The node and whatever of its children can be told by its command line. */
    public static Cpu of(Optional<ProcessHandle> node) {
        Cpu cpu = new Cpu();
        node.ifPresent(process -> {
            cpu.put("node", process);
            process.descendants().forEach(child -> name(child).ifPresent(name -> cpu.put(name, child)));
        });
        return cpu;
    }

    /** A part may be several processes: a child of the sandbox and the shell that guards it. */
    private void put(String part, ProcessHandle process) {
        parts.computeIfAbsent(part, name -> new ArrayList<>()).add(process);
    }

    private static Optional<String> name(ProcessHandle child) {
        String command = commandLine(child);
        if (command.contains("redis-server")) {
            return Optional.of("redis");
        }
        return command.contains("kafka.Kafka") ? Optional.of("kafka") : Optional.empty();
    }

    private static String commandLine(ProcessHandle child) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(child.pid()), "cmdline"));
        } catch (IOException gone) {
            return child.info().commandLine().orElse("");
        }
    }

    /** Adds a part that is not the node's child. */
    public Cpu with(String part, ProcessHandle process) {
        Cpu cpu = new Cpu();
        cpu.parts.putAll(parts);
        cpu.put(part, process);
        return cpu;
    }

    public Map<String, Double> seconds() {
        Map<String, Double> seconds = new LinkedHashMap<>();
        parts.forEach((part, processes) ->
                seconds.put(part, processes.stream().mapToDouble(Cpu::spent).sum()));
        seconds.put("driver", spent(ProcessHandle.current()) + endedChildren());
        return seconds;
    }

    private static double spent(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
    }

    /** Fields 16 and 17 of proc(5)'s stat, after the name in parentheses, in ticks. */
    private static double endedChildren() {
        try {
            String stat = Files.readString(SELF);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / TICKS_PER_SECOND;
        } catch (IOException notLinux) {
            return 0;
        }
    }

    /** The most memory a part has had resident, in MiB; 0 where the system does not say. */
    public double peakMebibytes(String part) {
        return parts.getOrDefault(part, List.of()).stream()
                .mapToDouble(Cpu::peakMebibytes)
                .max()
                .orElse(0);
    }

    private static double peakMebibytes(ProcessHandle process) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
                    .findFirst()
                    .orElse(0);
        } catch (IOException notLinux) {
            return 0;
        }
    }
}
