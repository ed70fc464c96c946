package dev.playhead.ingest;

/**
 * One life of a node: of two with the same node, at most the one with the higher start is alive.
 *
 * @param node the node's own number, kept in its data directory for ever
 * @param start how often the node has been started on that directory
 */
public record Incarnation(long node, int start) {

    /** A name that no node and no life ever had before, without dashes. */
    public String name() {
        return Long.toHexString(node) + "x" + Integer.toHexString(start);
    }
}
