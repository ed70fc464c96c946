package dev.playhead.group;

/**
 * Counts the results of one confirmation by a connection.
 *
 * @param first new confirmations
 * @param duplicate events settled before
 * @param unknown events without a delivery to the connection, or with one too long ago
 */
public record ConfirmResult(int first, int duplicate, int unknown) {
    public static final ConfirmResult NONE = new ConfirmResult(0, 0, 0);

    public ConfirmResult and(ConfirmResult more) {
        return new ConfirmResult(first + more.first, duplicate + more.duplicate, unknown + more.unknown);
    }
}
