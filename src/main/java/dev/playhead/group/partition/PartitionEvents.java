package dev.playhead.group.partition;

import dev.playhead.event.Identity;
import dev.playhead.event.Refusal;
import io.vertx.core.Future;

/**
 * Receives the reports of the workers of a served partition. Owned by the event loop of the connection, {@link #wake}
 * apart.
 */
interface PartitionEvents {
    /** Something can be sent or done that could not before. Any thread. */
    void wake();

    /** Reports a change of the cursor or its counts, for the next write. */
    void cursorChanged();

    /** Reports a looked-up range that ends before the offset. */
    void lookedUp(long to, int records, int wanted);

    /** Reports that the log of a bounded group was cut off at the lookup's place: the rest of its range is lost. */
    void cutOff();

    /** An event was sent. */
    void sent(long bytes);

    /** Reports that the log has removed the event, so it can never be sent. */
    void gone(long offset);

    /** The ledger has settled the event, though no confirmation of this connection did. */
    void settled(long offset, SentEvent.State how);

    /** The dead letter of the event is durable, and the ledger has settled the event. */
    void parked(long offset);

    /** The dead letter of the event is not needed any more. */
    void unpark(long offset, Identity identity);

    /** A store refused a call; the worker tries again later. */
    void troubled(Refusal refusal);

    /** Writes the cursor now. */
    Future<Void> write();
}
