package dev.playhead.group.member;

import dev.playhead.event.Partition;
import dev.playhead.group.Serving;
import dev.playhead.group.partition.ConnectionContext;
import dev.playhead.group.partition.SentEvent;
import dev.playhead.group.partition.ServedPartition;
import dev.playhead.stream.Hold;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches one connection for partitions that do not move: an event is not settled for many deadlines, the client does not
 * ask or does not read, or nothing is sent despite lag and credit. Logs each once. Owned by the connection's event loop.
 */
final class StuckWatch {
    private static final Logger LOG = LoggerFactory.getLogger(StuckWatch.class);

    private final ConnectionContext connection;
    private final Supplier<List<ServedPartition>> assigned;
    private final Map<Partition, Since> since = new HashMap<>();
    private Map<Partition, Serving.Stuck> found = Map.of();
    private long idleSince;
    private @Nullable Hold hold;
    private long heldSince;
    private boolean unasked;

    /** A cursor, and when it was first seen there. */
    private record Since(long cursor, long at) {}

    StuckWatch(ConnectionContext connection, Supplier<List<ServedPartition>> assigned) {
        this.connection = connection;
        this.assigned = assigned;
        this.idleSince = connection.clock().getAsLong();
        this.heldSince = idleSince;
    }

    void sent() {
        idleSince = connection.clock().getAsLong();
        heldSince = idleSince;
    }

    List<Serving.Stuck> of(Partition partition) {
        Serving.Stuck stuck = found.get(partition);
        return stuck == null ? List.of() : List.of(stuck);
    }

    /** Returns whether, at the last check, events waited because the client had not asked for long. */
    boolean isUnasked() {
        return unasked;
    }

    /** @param now the reason for which the client gets no event; null if it accepts more */
    private void hold(@Nullable Hold now, boolean inFlight, long at) {
        // Without credit a client may still work at its deliveries
        Hold idle = now == Hold.NOT_READ || !inFlight ? now : null;
        if (idle == null || idle != hold) {
            heldSince = at;
        }
        hold = idle;
    }

    /**
     * @param holds the reason for which the client gets no event; null if it accepts more
     * @param inFlight whether the client has events
     */
    void look(long lag, @Nullable Hold holds, boolean inFlight) {
        long now = connection.clock().getAsLong();
        long patience = connection.spec().handling().deadline().toMillis()
                * connection.settings().stuckAfter();
        // A bounded group has a pace: that it sends nothing is no news
        hold(holds, inFlight, now);
        if (lag == 0 || holds != null || inFlight || connection.bounded() != null) {
            idleSince = now;
        }
        Map<Partition, Serving.Stuck> next = new HashMap<>();
        unasked = false;
        for (ServedPartition served : assigned.get()) {
            Serving.Stuck held = held(served, now);
            unasked |= held != null;
            Serving.Stuck stuck = held == null ? look(served, now, patience) : held;
            if (stuck != null) {
                next.put(served.partition(), stuck);
            }
        }
        next.forEach((partition, stuck) -> {
            if (!found.containsKey(partition)) {
                LOG.atWarn()
                        .addKeyValue("group", connection.group())
                        .addKeyValue("member", connection.member())
                        .addKeyValue("topic", partition.topic())
                        .addKeyValue("partition", partition.index())
                        .addKeyValue("offset", stuck.offset())
                        .addKeyValue("attempt", stuck.attempt())
                        .addKeyValue("reason", stuck.why())
                        .log("the partition is stuck");
            }
        });
        since.keySet()
                .retainAll(
                        assigned.get().stream().map(ServedPartition::partition).toList());
        found = next;
    }

    /** Returns the first waiting event of a partition, if the client has not asked for it for long. */
    private Serving.@Nullable Stuck held(ServedPartition served, long now) {
        Hold why = hold;
        if (why == null || now - heldSince < connection.settings().unasked().toMillis()) {
            return null;
        }
        int withClient = why == Hold.NOT_READ ? 0 : served.ledger().inFlight();
        if (served.isAtEnd() && served.ledger().pending() <= withClient) {
            return null;
        }
        long cursor = served.ledger().cursor();
        since.put(served.partition(), new Since(cursor, now));
        return new Serving.Stuck(cursor, served.attempt(cursor), heldSince, why.text());
    }

    private Serving.@Nullable Stuck look(ServedPartition served, long now, long patience) {
        long cursor = served.ledger().cursor();
        Since before = since.get(served.partition());
        boolean pending = served.ledger().pending() > 0;
        if (before == null || before.cursor() != cursor || !pending && served.isAtEnd()) {
            since.put(served.partition(), new Since(cursor, now));
            return null;
        }
        if (pending && served.ledger().inFlight() > 0 && now - before.at() > patience) {
            String why = "not settled for " + connection.settings().stuckAfter() + " deadlines" + name(served, cursor);
            return new Serving.Stuck(cursor, served.attempt(cursor), before.at(), why);
        }
        if (now - idleSince > patience && now - before.at() > patience) {
            return new Serving.Stuck(cursor, served.attempt(cursor), idleSince, "lag and credit, but nothing sent");
        }
        return null;
    }

    private static String name(ServedPartition served, long offset) {
        SentEvent event = served.sentEvent(offset);
        return event == null ? "" : ": source " + event.source() + ", id " + event.id();
    }
}
