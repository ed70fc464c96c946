package dev.playhead.e2e;

import static dev.playhead.e2e.harness.Stream.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.e2e.harness.Http;
import dev.playhead.e2e.harness.NodeProcess;
import dev.playhead.e2e.harness.Stream;
import dev.playhead.e2e.harness.Trees;
import dev.playhead.git.TestRepository;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a bare clone can try: any git history, through the tool and the node, and back to git's own listing. */
@Tag("slow")
final class GitHistoryIT {

    @TempDir
    private Path directory;

    @Test
    void shouldRebuildTheTreeWhenHistoryPassesThroughTheNode() throws Exception {
        TestRepository repository = history(directory.resolve("sample"), 40);
        Vertx vertx = Vertx.vertx();
        try (NodeProcess node = NodeProcess.started("git")) {
            Process tool = node.command(
                            java.util.List.of("git-events", repository.root().toString()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            long stored = Http.of(node).post("history", "", tool.getInputStream()).stream()
                    .reduce((before, last) -> last)
                    .orElseThrow()
                    .getLong("stored");
            assertThat(tool.waitFor()).isZero();

            Trees trees = new Trees(java.util.List.of());
            try (Stream stream = Stream.subscribe(vertx, node, request("history", "earliest"))) {
                stream.take(stored, 10, trees);
            }

            assertThat(trees.of("/git/sample").blobs()).isEqualTo(listed(repository));
        } finally {
            vertx.close();
        }
    }

    private static TestRepository history(Path root, int commits) throws Exception {
        TestRepository repository = new TestRepository(root);
        for (int commit = 0; commit < commits; commit++) {
            repository.write("file-" + commit % 7 + ".txt", "at " + commit);
            repository.write("dir-" + commit + "/ä.txt", "at " + commit);
            if (commit % 5 == 4) {
                repository.delete("dir-" + (commit - 3) + "/ä.txt");
            }
            repository.commit("2020-01-01T00:" + (10 + commit) + ":00Z");
        }
        return repository;
    }

    private static Map<String, String> listed(TestRepository repository) throws Exception {
        Map<String, String> blobs = new TreeMap<>();
        for (String entry : repository.git("ls-tree", "-r", "-z", "HEAD").split("\0")) {
            int tab = entry.indexOf('\t');
            blobs.put(entry.substring(tab + 1), entry.substring(0, tab).split(" ")[2]);
        }
        return blobs;
    }
}
