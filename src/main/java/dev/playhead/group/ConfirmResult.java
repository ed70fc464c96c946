package dev.playhead.group;

/**
 * Counts the results of one confirmation by a connection.
 *
 * @param first that were new
 * @param duplicate that had been settled before
 * @param unknown that were never delivered to the connection, or too long ago to be known
 */
public record ConfirmResult(int first, int duplicate, int unknown) {
    public static final ConfirmResult NONE = new ConfirmResult(0, 0, 0);

    public ConfirmResult and(ConfirmResult more) {
        return new ConfirmResult(first + more.first, duplicate + more.duplicate, unknown + more.unknown);
    }
}
