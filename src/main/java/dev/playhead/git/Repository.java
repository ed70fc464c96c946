package dev.playhead.git;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Holds the directory and the name of a git repository on this machine. Any thread. */
record Repository(Path directory) {

    /** @throws IOException with a sentence for people, if git, the repository or its first commit is missing */
    void check() throws IOException {
        try {
            ask("--git-dir");
        } catch (NotAnswered notARepository) {
            throw new IOException(directory + " is not a git repository: " + notARepository.getMessage());
        }
        try {
            ask("--verify", "--quiet", "HEAD^{commit}");
        } catch (NotAnswered nothing) {
            throw new IOException(directory + " has no commits yet");
        }
    }

    /** {@code /git/} and the name of the directory that holds the working tree or, of a bare repository, itself. */
    String source() throws IOException {
        Path root;
        try {
            root = Path.of(ask("--show-toplevel"));
        } catch (NotAnswered bare) {
            root = Path.of(ask("--absolute-git-dir"));
        }
        Path name = root.getFileName();
        return "/git/" + (name == null ? "root" : escaped(name.toString().replaceFirst("(?<=.)\\.git$", "")));
    }

    /** The beginning of every command on this repository. */
    List<String> git() {
        return List.of("git", "-C", directory.toString());
    }

    private static String escaped(String name) {
        try {
            return new URI(null, null, "/" + name, null).toASCIIString().substring(1);
        } catch (URISyntaxException impossible) {
            throw new IllegalArgumentException(name + " cannot be part of a URI", impossible);
        }
    }

    private String ask(String... question) throws IOException {
        List<String> command = new ArrayList<>(git());
        command.add("rev-parse");
        command.addAll(List.of(question));
        Process git;
        try {
            git = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException missing) {
            throw new IOException("the program git is required, but it did not start", missing);
        }
        String answer = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (git.waitFor() != 0) {
                throw new NotAnswered(answer);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking git", interrupted);
        }
        return answer;
    }

    private static final class NotAnswered extends IOException {
        private static final long serialVersionUID = 1;

        NotAnswered(String answer) {
            super(answer);
        }
    }
}
