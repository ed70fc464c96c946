package dev.playhead.load.simulation;

import dev.playhead.load.machine.Node;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Owns where the node listens, and the node itself if none was named: it is started here, and stopped at the end. */
final class Site implements AutoCloseable {
    /** Short runs must hold on a machine that is busy with other things: there Redis is late, and not away. */
    private static final Map<String, String> PATIENCE =
            Map.of("PLAYHEAD_WINDOW_TIMEOUT", "20s", "PLAYHEAD_INGEST_TIMEOUT", "30s", "PLAYHEAD_REDIS_TIMEOUT", "20s");

    private final String url;
    private final Optional<Node> started;
    private final Path directory;

    private Site(String url, Optional<Node> started, Path directory) {
        this.url = url;
        this.started = started;
        this.directory = directory;
    }

    /** The node that the plan names, or one that starts from its jar with its data and log under {@code target/}. */
    static Site of(Plan plan) {
        Path directory = Path.of("target", "node").toAbsolutePath();
        if (!plan.text(Knob.URL).isBlank()) {
            return new Site(plan.text(Knob.URL).replaceAll("/+$", ""), Optional.empty(), directory);
        }
        Path jar = Path.of(plan.text(Knob.JAR)).toAbsolutePath().normalize();
        if (!Files.exists(jar)) {
            throw new IllegalStateException("There is no " + jar
                    + ": build the node first (mvn -q -DskipTests package, beside loadtest/), or name a running one by "
                    + Knob.URL.key());
        }
        try {
            delete(directory);
            Files.createDirectories(directory);
            Node node = Node.start(
                    jar, List.of(Node.ARGUMENTS.split(" ")), plan.isShort() ? PATIENCE : Map.of(), directory);
            InetSocketAddress http = node.http();
            return new Site("http://" + http.getHostString() + ":" + http.getPort(), Optional.of(node), directory);
        } catch (IOException failed) {
            throw new IllegalStateException("The node did not start; " + directory + "/node.log says why", failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Stopped while the node was starting", stopped);
        }
    }

    String url() {
        return url;
    }

    @Override
    public void close() throws IOException {
        if (started.isPresent()) {
            started.get().close();
            delete(directory.resolve("data"));
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
