package dev.playhead.e2e;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.playhead.e2e.harness.NodeProcess;
import dev.playhead.git.TestRepository;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's commands, run as they stand there, but for the ports. */
@Tag("slow")
final class ReadmeIT {
    private static final Pattern SHELL = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path directory;

    private NodeProcess node;

    @Test
    void shouldWorkWhenRunAsWritten() throws Exception {
        assumeTrue(has("curl") && has("nc"), "curl and nc are not here");
        TestRepository repository = new TestRepository(directory.resolve("clone"));
        for (int commit = 1; commit <= 5; commit++) {
            repository.write("file-" + commit, "content").commit("2020-01-0" + commit + "T00:00:00Z");
        }
        Files.createSymbolicLink(
                repository.root().resolve("target"), Path.of("target").toAbsolutePath());
        try (NodeProcess started = NodeProcess.started("readme")) {
            node = started;
            JsonObject receipt = new JsonObject(run(repository.root(), block("\"to\":\"world\"")));
            assertThat(receipt.getBoolean("duplicate")).isFalse();
            assertThat(run(repository.root(), block("\"to\":\"world\""))).contains("\"duplicate\":true");
            assertThat(run(repository.root(), block("greetings/events?from=earliest")))
                    .contains("world");
            assertThat(run(repository.root(), block("nc -N"))).contains("\"receipts\":[{\"partition\":");
            assertThat(run(repository.root(), block("git-events")))
                    .contains("\"stored\":5,")
                    .contains("\"type\":\"file.added\"");
        }
    }

    @Test
    void shouldTryTheSameWhenTheNodeGreets() throws Exception {
        assumeTrue(has("curl"), "curl is not here");
        try (NodeProcess started = NodeProcess.started("greeting")) {
            node = started;
            eventually("the greeting is whole", () -> started.output().contains("Stop it"));
            String greeting = started.output();
            String tries = greeting.substring(greeting.indexOf("  curl"), greeting.indexOf("Stop it"));

            String said = run(directory, tries);

            assertThat(said).contains("\"duplicate\":false").contains("\"end\":true");
        }
    }

    /** The one block of shell that has the text. */
    private static String block(String part) throws IOException {
        Matcher blocks = SHELL.matcher(Files.readString(Path.of("README.md")));
        List<String> found = blocks.results()
                .map(block -> block.group(1))
                .filter(block -> block.contains(part))
                .toList();
        assertThat(found).as("blocks with %s", part).hasSize(1);
        return found.get(0);
    }

    private String run(Path where, String commands) throws Exception {
        String script = "set -euo pipefail\n"
                + commands.replaceAll("\\b8080\\b", String.valueOf(node.http()))
                        .replaceAll("\\b7070\\b", String.valueOf(node.tcp()));
        Process shell = new ProcessBuilder("bash", "-c", script)
                .directory(where.toFile())
                .redirectErrorStream(true)
                .start();
        shell.getOutputStream().close();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(said).isZero();
        return said;
    }

    private static boolean has(String program) throws Exception {
        return new ProcessBuilder("bash", "-c", "command -v " + program).start().waitFor() == 0;
    }
}
