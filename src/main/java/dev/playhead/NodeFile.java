package dev.playhead;

import dev.playhead.ingest.Incarnation;
import dev.playhead.sandbox.Durable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;

/**
 * Owns the file in the data directory that names this node and counts its starts; used once, at start, under the
 * directory's lock.
 */
final class NodeFile {
    private NodeFile() {}

    /** The node of this directory, in its next life. */
    static Incarnation nextLife(Path dataDirectory) throws IOException {
        Path file = dataDirectory.resolve("node");
        Incarnation last = Files.exists(file) ? read(file) : new Incarnation(newNode(), 0);
        Incarnation next = new Incarnation(last.node(), last.start() + 1);
        Path written = Files.writeString(dataDirectory.resolve("node.new"), next.node() + " " + next.start() + "\n");
        Durable.replace(written, file);
        return next;
    }

    private static Incarnation read(Path file) throws IOException {
        List<String> words = List.of(Files.readString(file).strip().split(" "));
        try {
            return new Incarnation(Long.parseLong(words.get(0)), Integer.parseInt(words.get(1)));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new IOException("The file " + file + " does not contain the number of a node and of its starts", e);
        }
    }

    private static long newNode() {
        return new SecureRandom().nextLong() >>> 1;
    }
}
