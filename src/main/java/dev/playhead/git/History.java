package dev.playhead.git;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a running {@code git log}, a change at a time: the commits of HEAD along first parents, oldest first. One
 * thread.
 *
 * <p>What git writes with {@code -z}: {@code COMMIT TIME NUL}, then for each changed file
 * {@code :MODE MODE BLOB BLOB STATUS NUL PATH NUL}, the first of a commit after a line feed. Renames are off, so that each
 * change is of one path; a merge is compared with its first parent, so that the changes of all commits add up to HEAD.
 */
final class History implements AutoCloseable {
    private static final int MAX_TOKEN_BYTES = 1 << 20;

    private final Process git;
    private final InputStream out;
    private String commit = "";
    private Instant committed = Instant.EPOCH;
    private int number;

    private History(Process git) {
        this.git = git;
        this.out = new BufferedInputStream(git.getInputStream(), 1 << 16);
    }

    /** @throws IOException if the program {@code git} does not start */
    static History of(Repository repository) throws IOException {
        List<String> command = new ArrayList<>(repository.git());
        command.addAll(List.of("log", "-z", "--raw", "--format=tformat:%H %ct", "--reverse"));
        command.addAll(List.of("--first-parent", "--diff-merges=first-parent", "--root"));
        command.addAll(List.of("--no-abbrev", "--no-renames", "--no-relative", "--no-color", "--no-show-signature"));
        command.addAll(List.of("--ignore-submodules=none", "-O/dev/null", "HEAD", "--"));
        return new History(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Returns the next change, null after the last; fails if git failed. */
    @Nullable
    Change next() throws IOException {
        for (String head = token(); head != null; head = token()) {
            if (head.startsWith(":")) {
                return change(head);
            }
            if (!head.isEmpty()) {
                begin(head);
            }
        }
        int status = exitStatus();
        if (status != 0) {
            throw new IOException("git log ended with status " + status);
        }
        return null;
    }

    private void begin(String head) {
        int space = head.indexOf(' ');
        commit = head.substring(0, space);
        committed = Instant.ofEpochSecond(Long.parseLong(head.substring(space + 1)));
        number = 0;
    }

    private Change change(String head) throws IOException {
        String[] fields = head.substring(1).split(" ", -1);
        byte[] path = bytes();
        if (path == null || fields.length != 5) {
            throw new IOException("git log wrote an unknown line: " + head);
        }
        return new Change(commit, committed, number++, fields[4].charAt(0), path, fields[1], fields[3]);
    }

    private @Nullable String token() throws IOException {
        byte[] bytes = bytes();
        return bytes == null ? null : new String(bytes, StandardCharsets.US_ASCII).strip();
    }

    private byte @Nullable [] bytes() throws IOException {
        ByteArrayOutputStream token = new ByteArrayOutputStream(128);
        int unit = out.read();
        if (unit < 0) {
            return null;
        }
        for (; unit > 0; unit = out.read()) {
            token.write(unit);
            if (token.size() > MAX_TOKEN_BYTES) {
                throw new IOException("git log wrote a path of more than " + MAX_TOKEN_BYTES + " bytes");
            }
        }
        return token.toByteArray();
    }

    private int exitStatus() throws IOException {
        try {
            return git.waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while git ended", interrupted);
        }
    }

    @Override
    public void close() {
        git.destroy();
    }

    /**
     * Describes one file changed by one commit, against the commit's first parent.
     *
     * @param commit the commit's full name, in hex
     * @param committed the committer's date
     * @param number which of the commit's changes it is, from 0
     * @param status git's letter: A added, D deleted, anything else modified
     * @param path the path's bytes, as git keeps them
     * @param mode the file's mode after the commit, six octal digits; all 0 where it was deleted
     * @param blob the full name of the content after the commit, in hex; all 0 where it was deleted
     */
    record Change(String commit, Instant committed, int number, char status, byte[] path, String mode, String blob) {

        String type() {
            return switch (status) {
                case 'A' -> "file.added";
                case 'D' -> "file.deleted";
                default -> "file.modified";
            };
        }

        boolean deletes() {
            return status == 'D';
        }
    }
}
