package dev.playhead.e2e;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.e2e.harness.NodeProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a node says of itself, to machines. */
final class LogIT {

    @Test
    void shouldSayEveryLineAsAnObjectWhenTheFormatIsJson() throws Exception {
        try (NodeProcess node = NodeProcess.named("log-json").with("log.format", "json")) {
            node.start().awaitReady();
            node.redis().destroyForcibly();
            eventually(
                    java.time.Duration.ofSeconds(60),
                    "Redis is back",
                    () -> lines(node).stream()
                                    .filter(line -> is(line, "dependency available", "redis"))
                                    .count()
                            > 1);
            node.terminate();

            List<JsonObject> lines = lines(node);
            assertThat(lines).allSatisfy(line -> assertThat(line.fieldNames())
                    .contains("time", "level", "logger", "thread", "message"));
            assertThat(lines)
                    .extracting(line -> line.getString("message"))
                    .contains(
                            "node starting",
                            "node ready",
                            "node not ready",
                            "node started",
                            "node stopping",
                            "node stopped");
            assertThat(lines).anyMatch(line -> is(line, "dependency unavailable", "redis"));
            assertThat(lines)
                    .anyMatch(
                            line -> "redis".equals(line.getString("child")) && "DOWN".equals(line.getString("phase")));
            String name = lines.get(lines.size() - 1).getString("node");
            assertThat(name).isNotEmpty();
            assertThat(lines).allMatch(line -> name.equals(line.getString("node", name)));
            assertThat(lines).noneMatch(line -> "ERROR".equals(line.getString("level")));
        }
    }

    private static boolean is(JsonObject line, String message, String dependency) {
        return message.equals(line.getString("message")) && dependency.equals(line.getString("dependency"));
    }

    private static List<JsonObject> lines(NodeProcess node) throws IOException {
        return node.output().lines().map(JsonObject::new).toList();
    }
}
