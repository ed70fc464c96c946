package dev.playhead.group.member;

import dev.playhead.event.Partition;
import dev.playhead.group.Serving;
import dev.playhead.group.partition.ConnectionContext;
import dev.playhead.group.partition.SentEvent;
import dev.playhead.group.partition.ServedPartition;
import dev.playhead.stream.Credit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches one connection for the silent stall: an event that is not settled for many deadlines, or lag and credit and
 * nothing sent. Says each once, with what it is that does not move. Owned by the connection's event loop.
 */
final class StuckWatch {
    private static final Logger LOG = LoggerFactory.getLogger(StuckWatch.class);

    private final ConnectionContext connection;
    private final Supplier<List<ServedPartition>> assigned;
    private final Map<Partition, Since> since = new HashMap<>();
    private Map<Partition, Serving.Stuck> found = Map.of();
    private long idleSince;

    /** A cursor, and when it was first seen there. */
    private record Since(long cursor, long at) {}

    StuckWatch(ConnectionContext connection, Supplier<List<ServedPartition>> assigned) {
        this.connection = connection;
        this.assigned = assigned;
        this.idleSince = connection.clock().getAsLong();
    }

    void sent() {
        idleSince = connection.clock().getAsLong();
    }

    List<Serving.Stuck> of(Partition partition) {
        Serving.Stuck stuck = found.get(partition);
        return stuck == null ? List.of() : List.of(stuck);
    }

    void look(long lag, Credit credit) {
        long now = connection.clock().getAsLong();
        long patience =
                connection.spec().deadline().toMillis() * connection.settings().stuckAfter();
        boolean inFlight =
                assigned.get().stream().anyMatch(served -> served.ledger().inFlight() > 0);
        // A bounded group has a pace: that it sends nothing is no news
        if (lag == 0 || credit.isSpent() || inFlight || connection.bounded() != null) {
            idleSince = now;
        }
        Map<Partition, Serving.Stuck> next = new HashMap<>();
        for (ServedPartition served : assigned.get()) {
            Serving.Stuck stuck = look(served, now, patience);
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
