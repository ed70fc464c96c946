package dev.playhead.e2e.harness;

import static dev.playhead.testing.Eventually.eventually;

import dev.playhead.testing.TestPorts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Prometheus with the repository's settings that scrapes given nodes, every second. One thread. */
public final class Prometheus implements AutoCloseable {
    private static final Path FILES = Path.of("cluster", "monitoring");

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path directory;
    private final int port;
    private final Process process;

    private Prometheus(Path directory, int port, Process process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    /** One that answers. */
    public static Prometheus scraping(NodeProcess... nodes) throws Exception {
        Path directory = Files.createTempDirectory("playhead-prometheus-");
        String settings = Files.readString(FILES.resolve("prometheus.yml")).replace("15s", "1s");
        Files.writeString(directory.resolve("prometheus.yml"), settings);
        Files.copy(FILES.resolve("rules.yml"), directory.resolve("rules.yml"));
        Files.writeString(directory.resolve("alertmanagers.yml"), "[]\n");
        JsonArray targets = new JsonArray();
        Stream.of(nodes).forEach(node -> targets.add("localhost:" + node.port("management.port")));
        Files.writeString(
                directory.resolve("nodes.yml"),
                new JsonArray().add(new JsonObject().put("targets", targets)).encode());
        int port = TestPorts.free();
        Process process = new ProcessBuilder(
                        Tools.find("prometheus"),
                        "--config.file=prometheus.yml",
                        "--storage.tsdb.path=data",
                        "--web.listen-address=127.0.0.1:" + port)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        Prometheus prometheus = new Prometheus(directory, port, process);
        eventually("Prometheus answers", () -> !prometheus.ask("up == 1").isEmpty());
        return prometheus;
    }

    int port() {
        return port;
    }

    /** What the query gives now. */
    public List<JsonObject> ask(String query) throws IOException, InterruptedException {
        String encoded = URLEncoder.encode(query, StandardCharsets.UTF_8);
        URI uri = URI.create("http://127.0.0.1:" + port + "/api/v1/query?query=" + encoded);
        JsonObject answer =
                new JsonObject(client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                        .body());
        if (!"success".equals(answer.getString("status"))) {
            throw new IOException(query + ": " + answer.encode());
        }
        return answer.getJsonObject("data").getJsonArray("result").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
