package dev.playhead.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A repository made for a test, independent of the user's git settings. One thread. */
public final class TestRepository {
    private final Path root;
    private String date = "2020-01-01T00:00:00Z";

    public TestRepository(Path root) throws IOException {
        this.root = Files.createDirectories(root);
        try {
            git("init", "-q");
        } catch (IOException missing) {
            Assumptions.abort("git is not here: " + missing.getMessage());
        }
        git("symbolic-ref", "HEAD", "refs/heads/main");
    }

    public Path root() {
        return root;
    }

    public TestRepository write(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return this;
    }

    public TestRepository delete(String path) throws IOException {
        Files.delete(root.resolve(path));
        return this;
    }

    TestRepository executable(String path) {
        assertThat(root.resolve(path).toFile().setExecutable(true)).isTrue();
        return this;
    }

    /** Stages an entry of any mode and name, whatever the file system can hold. */
    void entry(String mode, String blob, byte[] path) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        line.writeBytes((mode + " " + blob + " 0\t").getBytes(StandardCharsets.US_ASCII));
        line.writeBytes(path);
        line.write(0);
        feed(line.toByteArray(), "update-index", "-z", "--index-info");
    }

    /** Stores the content and tells its name. */
    String blob(String content) throws IOException {
        byte[] name = feed(content.getBytes(StandardCharsets.UTF_8), "hash-object", "-w", "--stdin");
        return new String(name, StandardCharsets.US_ASCII).strip();
    }

    public void commit(String at) throws IOException {
        git("add", "-A");
        commitStaged(at);
    }

    void commitPaths(String at, String... paths) throws IOException {
        List<String> add = new ArrayList<>(List.of("add", "--"));
        add.addAll(List.of(paths));
        git(add.toArray(String[]::new));
        commitStaged(at);
    }

    void commitStaged(String at) throws IOException {
        date = at;
        git("commit", "-q", "--allow-empty", "-m", "at " + at);
    }

    void merge(String branch, String at) throws IOException {
        date = at;
        git("merge", "-q", "--no-ff", "-m", "merge", branch);
    }

    public String git(String... arguments) throws IOException {
        return new String(bytesOf(arguments), StandardCharsets.UTF_8);
    }

    byte[] bytesOf(String... arguments) throws IOException {
        return feed(new byte[0], arguments);
    }

    private byte[] feed(byte[] input, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("git", "-c", "commit.gpgsign=false", "-c", "core.autocrlf=false"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true);
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
        builder.environment().put("GIT_COMMITTER_DATE", date);
        builder.environment().put("GIT_AUTHOR_DATE", "2001-01-01T00:00:00Z");
        for (String who : List.of("GIT_AUTHOR", "GIT_COMMITTER")) {
            builder.environment().put(who + "_NAME", "Test");
            builder.environment().put(who + "_EMAIL", "test@playhead.example");
        }
        Process git = builder.start();
        git.getOutputStream().write(input);
        git.getOutputStream().close();
        byte[] output = git.getInputStream().readAllBytes();
        assertThat(git.onExit().join().exitValue())
                .as("%s: %s", command, new String(output, StandardCharsets.UTF_8))
                .isZero();
        return output;
    }
}
