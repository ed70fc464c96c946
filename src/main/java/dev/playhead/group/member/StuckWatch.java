package dev.playhead.group.member;

import dev.playhead.delivery.Credit;
import dev.playhead.event.Partition;
import dev.playhead.group.Serving;
import dev.playhead.group.partition.ConnectionContext;
import dev.playhead.group.partition.SentEvent;
import dev.playhead.group.partition.ServedPartition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches one connection for the silent stall: an event that is not settled for many deadlines, or lag and credit and
 * nothing sent. Says each once, with what it is that does not move. Owned by the connection's event loop.
 */
final class StuckWatch {
    private static final Logger LOG = LoggerFactory.getLogger(StuckWatch.class);

    private final ConnectionContext terms;
    private final AssignedPartitions holdings;
    private final Map<Partition, Since> since = new HashMap<>();
    private Map<Partition, Serving.Stuck> found = Map.of();
    private long idleSince;

    /** A cursor, and when it was first seen there. */
    private record Since(long cursor, long at) {}

    StuckWatch(ConnectionContext terms, AssignedPartitions holdings) {
        this.terms = terms;
        this.holdings = holdings;
        this.idleSince = terms.clock().getAsLong();
    }

    void sent() {
        idleSince = terms.clock().getAsLong();
    }

    List<Serving.Stuck> of(Partition partition) {
        Serving.Stuck stuck = found.get(partition);
        return stuck == null ? List.of() : List.of(stuck);
    }

    void look(long lag, Credit credit) {
        long now = terms.clock().getAsLong();
        long patience = terms.spec().deadline().toMillis() * terms.settings().stuckAfter();
        boolean inFlight =
                holdings.list().stream().anyMatch(share -> share.ledger().inFlight() > 0);
        // A bounded group has a pace: that it sends nothing is no news
        if (lag == 0 || credit.isSpent() || inFlight || terms.bounded() != null) {
            idleSince = now;
        }
        Map<Partition, Serving.Stuck> next = new HashMap<>();
        for (ServedPartition share : holdings.list()) {
            Serving.Stuck stuck = look(share, now, patience);
            if (stuck != null) {
                next.put(share.partition(), stuck);
            }
        }
        next.forEach((partition, stuck) -> {
            if (!found.containsKey(partition)) {
                LOG.atWarn()
                        .addKeyValue("group", terms.group())
                        .addKeyValue("member", terms.member())
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
                        holdings.list().stream().map(ServedPartition::partition).toList());
        found = next;
    }

    private Serving.@org.jspecify.annotations.Nullable Stuck look(ServedPartition share, long now, long patience) {
        long cursor = share.ledger().cursor();
        Since before = since.get(share.partition());
        boolean pending = share.ledger().pending() > 0;
        if (before == null || before.cursor() != cursor || !pending && share.isAtEnd()) {
            since.put(share.partition(), new Since(cursor, now));
            return null;
        }
        if (pending && share.ledger().inFlight() > 0 && now - before.at() > patience) {
            String why = "not settled for " + terms.settings().stuckAfter() + " deadlines" + name(share, cursor);
            return new Serving.Stuck(cursor, share.attempt(cursor), before.at(), why);
        }
        if (now - idleSince > patience && now - before.at() > patience) {
            return new Serving.Stuck(cursor, share.attempt(cursor), idleSince, "lag and credit, but nothing sent");
        }
        return null;
    }

    private static String name(ServedPartition share, long offset) {
        SentEvent sent = share.sentEvent(offset);
        return sent == null ? "" : ": source " + sent.source() + ", id " + sent.id();
    }
}
