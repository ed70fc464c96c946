package dev.playhead.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GitEventsTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    @Test
    void shouldRebuildTreeWhenHistoryHasEverything() throws Exception {
        TestRepository repository = everything();

        int status = run(repository.root().toString(), "--source", "/git/test");

        assertThat(status).isZero();
        Tree tree = new Tree();
        lines().forEach(tree::apply);
        assertThat(tree.blobs()).isEqualTo(listed(repository));
        assertThat(tree.mode("run.sh")).isEqualTo("100755");
    }

    @Test
    void shouldPrintEventsOldestFirstWhenCommitsChangeFiles() throws Exception {
        TestRepository repository = new TestRepository(directory.resolve("my repo"));
        repository.write("a.txt", "one").commit("2020-01-02T03:04:05+01:00");
        repository.write("a.txt", "two").write("b.txt", "three").commit("2020-01-02T03:04:06Z");
        repository.delete("a.txt").commit("2020-01-02T03:04:07Z");

        run(repository.root().toString());

        String first = repository.git("rev-list", "--max-parents=0", "HEAD").strip();
        String blob = repository.git("rev-parse", first + ":a.txt").strip();
        assertThat(lines().get(0))
                .isEqualTo("{\"specversion\":\"1.0\",\"id\":\"" + first.substring(0, 16) + "-0\","
                        + "\"source\":\"/git/my%20repo\",\"type\":\"file.added\",\"subject\":\"a.txt\","
                        + "\"time\":\"2020-01-02T02:04:05Z\",\"datacontenttype\":\"application/json\","
                        + "\"data\":{\"commit\":\"" + first + "\",\"path\":\"a.txt\",\"mode\":\"100644\","
                        + "\"blob\":\"" + blob + "\"}}");
        assertThat(lines())
                .extracting(line -> Tree.fields(line).get("type")
                        + " " + Tree.fields(line).get("subject")
                        + Tree.fields(line).get("id").substring(16))
                .containsExactly(
                        "file.added a.txt-0", "file.modified a.txt-0", "file.added b.txt-1", "file.deleted a.txt-0");
        assertThat(lines().get(3)).endsWith("\"path\":\"a.txt\",\"mode\":\"000000\",\"blob\":null}}");
    }

    @Test
    void shouldPrintTheSameWhenAskedFromASubdirectory() throws Exception {
        TestRepository repository = everything();
        run(repository.root().toString());
        List<String> fromTheTop = lines();
        out.reset();

        run(repository.root().resolve("deep").toString());

        assertThat(lines()).isEqualTo(fromTheTop);
    }

    @Test
    void shouldSayWhatIsMissingWhenThereIsNoRepository() {
        assertThat(run(directory.toString())).isEqualTo(1);
        assertThat(errors.toString(StandardCharsets.UTF_8)).contains(directory + " is not a git repository");
    }

    @Test
    void shouldSaySoWhenThereAreNoCommits() throws Exception {
        TestRepository repository = new TestRepository(directory.resolve("empty"));

        assertThat(run(repository.root().toString())).isEqualTo(1);
        assertThat(errors.toString(StandardCharsets.UTF_8)).contains("has no commits yet");
    }

    @Test
    void shouldNameTheArgumentWhenItIsNotUnderstood() {
        assertThat(run("--sauce", "x")).isEqualTo(2);
        assertThat(errors.toString(StandardCharsets.UTF_8)).contains("--sauce");
    }

    @Test
    void shouldEndWhenNobodyReads() throws Exception {
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int unit) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        List<String> arguments = List.of(everything().root().toString());

        assertThat(GitEvents.run(arguments, closed, new PrintStream(errors, true, StandardCharsets.UTF_8)))
                .isEqualTo(1);
    }

    private TestRepository everything() throws Exception {
        TestRepository repository = new TestRepository(directory.resolve("everything"));
        repository.commit("2020-01-01T00:00:00Z");
        repository.write("a.txt", "one").write("deep/er/b.txt", "two").commit("2020-01-02T00:00:00Z");
        repository
                .write("sp ace/ä \u65e5\u672c.txt", "x")
                .write("qu\"ote\\s", "y")
                .commit("2020-01-03T00:00:00Z");
        repository.write("\"quoted\"", "z").write("tab\there\nline", "t").write(":colon", "c");
        repository.write("run.sh", "#!/bin/sh").executable("run.sh").commit("2020-01-04T00:00:00Z");
        repository.entry("100644", repository.blob("latin"), new byte[] {'c', 'a', 'f', (byte) 0xe9});
        repository.entry("160000", "1234567890123456789012345678901234567890", "module".getBytes());
        repository.entry("120000", repository.blob("a.txt"), "link".getBytes());
        repository.commitStaged("2020-01-05T00:00:00Z");
        repository.git("checkout", "-q", "-f", "-b", "side");
        repository
                .write("side.txt", "s")
                .write("a.txt", "side")
                .commitPaths("2020-01-06T00:00:00Z", "side.txt", "a.txt");
        repository.git("checkout", "-q", "-f", "main");
        repository.write("main.txt", "m").commitPaths("2020-01-07T00:00:00Z", "main.txt");
        repository.merge("side", "2020-01-08T00:00:00Z");
        repository.git("mv", "main.txt", "moved.txt");
        repository.commitStaged("2020-01-09T00:00:00Z");
        repository.git("rm", "-q", "-f", "--cached", "a.txt");
        repository.entry("100644", repository.blob("now a directory"), "a.txt/inside".getBytes());
        repository.commitStaged("2020-01-10T00:00:00Z");
        return repository;
    }

    /** What git itself says of HEAD, with paths as the tool writes them. */
    private static Map<String, String> listed(TestRepository repository) throws Exception {
        Map<String, String> blobs = new TreeMap<>();
        String entries = new String(repository.bytesOf("ls-tree", "-r", "-z", "HEAD"), StandardCharsets.ISO_8859_1);
        for (String entry : entries.split("\0")) {
            int tab = entry.indexOf('\t');
            byte[] path = entry.substring(tab + 1).getBytes(StandardCharsets.ISO_8859_1);
            blobs.put(PathText.of(path), entry.substring(0, tab).split(" ")[2]);
        }
        return blobs;
    }

    private int run(String... arguments) {
        return GitEvents.run(List.of(arguments), out, new PrintStream(errors, true, StandardCharsets.UTF_8));
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
