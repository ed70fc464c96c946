package dev.playhead.group.partition;

import dev.playhead.event.Partition;
import dev.playhead.event.Refusal;
import dev.playhead.stream.Gap;
import io.vertx.core.Future;

/**
 * The connection that serves a partition, as the partition sees it. Owned by the event loop of the connection, {@link
 * #wake} apart.
 */
public interface PartitionHost {
    /** Asks for another turn, in which the partition goes on. Any thread. */
    void wake();

    /**
     * Returns whether the pace of the group lets an event of that time be sent now. If not, the host takes another turn
     * when it does.
     *
     * @param recorded when the event was appended, in epoch milliseconds
     * @param now epoch milliseconds
     */
    boolean isDue(long recorded, long now);

    /** The log has lost a stretch of the partition; the host reports it to the consumer. */
    void gap(Gap gap);

    /** The partition cannot go on, and neither can the connection. */
    void failed(Refusal refusal);

    /** Reports that a store refused a call of the partition; the partition tries again later. */
    void troubled(Partition partition, Refusal refusal);

    /** Writes the cursor of the partition now; fails if the store does not answer in time. */
    Future<Void> write(Partition partition);
}
