package dev.playhead.e2e.harness;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Prometheus' programs: from the PATH, or on Debian fetched from its packages into {@code target/tools}, for which nobody
 * needs to be root. One thread.
 */
public final class Tools {
    private static final Path FETCHED = Path.of("target", "tools").toAbsolutePath();
    private static final Map<String, String> PACKAGES = Map.of(
            "prometheus", "prometheus",
            "promtool", "prometheus",
            "amtool", "prometheus-alertmanager");

    private Tools() {}

    /** How a program ended, and all that it said. */
    public record Ran(int status, String output) {}

    /** The program's path. */
    public static String find(String name) throws IOException, InterruptedException {
        Path fetched = FETCHED.resolve("usr/bin").resolve(name);
        for (Path candidate : candidates(name, fetched)) {
            if (Files.isExecutable(candidate)) {
                return candidate.toString();
            }
        }
        String from = PACKAGES.get(name);
        fetch(from);
        if (!Files.isExecutable(fetched)) {
            throw new IllegalStateException("There is no " + name
                    + " on the PATH, and it could not be fetched: install Debian's packages prometheus and"
                    + " prometheus-alertmanager, or the same programs from elsewhere");
        }
        return fetched.toString();
    }

    private static List<Path> candidates(String name, Path fetched) {
        return Stream.concat(
                        Stream.of(System.getenv("PATH").split(File.pathSeparator))
                                .map(directory -> Path.of(directory, name)),
                        Stream.of(fetched))
                .toList();
    }

    private static void fetch(String from) throws IOException, InterruptedException {
        Files.createDirectories(FETCHED);
        try {
            run(FETCHED, "apt-get", "download", from);
            try (Stream<Path> files = Files.list(FETCHED)) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".deb")).toList()) {
                    run(FETCHED, "dpkg", "-x", file.toString(), FETCHED.toString());
                }
            }
        } catch (IOException notDebian) {
            // Said by the caller
        }
    }

    /** Runs it to its end. */
    public static Ran run(Path directory, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes());
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        return new Ran(process.waitFor(), output);
    }
}
