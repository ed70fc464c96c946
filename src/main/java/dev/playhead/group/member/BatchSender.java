package dev.playhead.group.member;

import dev.playhead.delivery.request.StreamRequest;
import dev.playhead.group.Bounded;
import dev.playhead.group.GroupOutlet;
import dev.playhead.group.partition.ConnectionContext;
import dev.playhead.group.partition.ServedPartition;
import dev.playhead.stream.Batch;
import dev.playhead.stream.BatchBudget;
import dev.playhead.stream.Credit;
import dev.playhead.tracing.Work;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends the batches of one connection, within its credit, the limits of a batch and the gate of its group. Owned by the
 * connection's event loop.
 */
final class BatchSender {
    private final ConnectionContext connection;
    private final StreamRequest request;
    private final GroupOutlet outlet;
    private final Credit credit;
    private final @Nullable InOrder inOrder;
    private int first;
    private long dueAt = Long.MAX_VALUE;

    BatchSender(ConnectionContext connection, StreamRequest request, GroupOutlet outlet, Credit credit) {
        this.connection = connection;
        this.request = request;
        this.outlet = outlet;
        this.credit = credit;
        Bounded bounded = connection.bounded();
        this.inOrder = bounded != null && bounded.byTime()
                ? new InOrder(bounded.ranges().size())
                : null;
    }

    /** Begins a turn, with a new search for the next due time. */
    void begin() {
        dueAt = Long.MAX_VALUE;
    }

    /** Returns whether the consumer accepts more events. */
    boolean isOpen() {
        return !outlet.isFull() && !credit.isSpent();
    }

    /**
     * Sends one batch from the partitions; each comes first in its turn.
     *
     * @param token the token of the position after the batch
     * @return the number of its events
     */
    int send(List<ServedPartition> assigned, Supplier<String> token) {
        if (assigned.isEmpty()) {
            return 0;
        }
        long now = connection.clock().getAsLong();
        long most = Math.min(
                request.frame().events(),
                Math.min(credit.events(), connection.gate().events(now)));
        long bytes = connection.gate().bytes(now);
        if (most <= 0 || bytes <= 0) {
            dueAt = connection.gate().opensAt(now);
            return 0;
        }
        Batch batch = new Batch();
        BatchBudget budget =
                new BatchBudget((int) most, Math.min(request.frame().bytes(), bytes), credit.bytes());
        gather(assigned, batch, budget);
        if (batch.isEmpty()) {
            if (budget.isStarved()) {
                credit.starve();
                outlet.starved();
            }
            return 0;
        }
        credit.spend(batch.events(), batch.bytes());
        connection.gate().sent(now, batch.events(), batch.bytes());
        connection.delivery().sent(batch);
        Work work = connection.delivery().sending(batch);
        outlet.events(batch, token.get());
        work.put("messaging.consumer.group.name", connection.group())
                .put("playhead.member", connection.member())
                .end();
        return batch.events();
    }

    private void gather(List<ServedPartition> assigned, Batch batch, BatchBudget budget) {
        if (inOrder != null) {
            inOrder.gather(assigned, batch, budget);
            return;
        }
        first = (first + 1) % assigned.size();
        for (int index = 0; index < assigned.size() && budget.events() > 0; index++) {
            assigned.get((first + index) % assigned.size()).gather(batch, budget);
        }
    }

    /**
     * Returns whether an event of that recorded time may be sent; if not, {@link #dueAt} is the time of the next check.
     */
    boolean isDue(long recorded, long now) {
        long due = connection.gate().due(recorded);
        if (due > now) {
            dueAt = Math.min(dueAt, due);
            return false;
        }
        return true;
    }

    /** Returns the time at which the gate lets more through, in epoch milliseconds. */
    long dueAt() {
        return dueAt;
    }
}
