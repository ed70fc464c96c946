package dev.playhead.ingest;

/**
 * Names one run of a node. Of two runs of the same node, at most the one with the higher start is alive.
 *
 * @param node the node's own number, kept in its data directory for ever
 * @param start how often the node has been started on that directory
 */
public record Incarnation(long node, int start) {

    /** Returns a name, without dashes, that no other incarnation has. */
    public String name() {
        return Long.toHexString(node) + "x" + Integer.toHexString(start);
    }
}
