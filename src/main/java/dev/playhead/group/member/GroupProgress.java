package dev.playhead.group.member;

import dev.playhead.delivery.request.Token;
import dev.playhead.event.Partition;
import dev.playhead.group.GroupOutlet;
import dev.playhead.group.Serving;
import dev.playhead.group.partition.ConnectionContext;
import dev.playhead.group.partition.ServedPartition;
import dev.playhead.log.Topic;
import dev.playhead.stream.Credit;
import dev.playhead.stream.CreditNotice;
import dev.playhead.stream.Hold;
import dev.playhead.stream.ProgressNotifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Notifies one connection of the group's progress. The place of a group is the first event of each partition that is
 * not settled. Owned by the connection's event loop.
 */
final class GroupProgress {
    private final ConnectionContext connection;
    private final Supplier<List<ServedPartition>> assigned;
    private final Map<Partition, Long> known = new HashMap<>();
    private final Map<String, Topic> topics = new TreeMap<>();
    private final ProgressNotifier notifier;
    private final StuckWatch stuck;
    private final CreditNotice credit;
    private final ConfirmNotice confirm;
    private boolean hasSent;

    GroupProgress(ConnectionContext connection, GroupOutlet outlet, Supplier<List<ServedPartition>> assigned) {
        this.connection = connection;
        this.assigned = assigned;
        this.notifier = new ProgressNotifier(
                outlet,
                this::token,
                connection.clock(),
                connection.settings().tokenInterval().toMillis(),
                connection.settings().fellBehind());
        this.stuck = new StuckWatch(connection, assigned);
        this.credit = new CreditNotice(
                outlet, connection.clock(), connection.delivery().creditNotice().toMillis());
        this.confirm = new ConfirmNotice(
                outlet,
                connection.clock(),
                connection.spec().handling().deadline().toMillis());
    }

    /** Begins with the cursors of the group. */
    void begin(Map<String, Topic> of, Map<Partition, Long> cursors) {
        topics.putAll(of);
        known.putAll(cursors);
    }

    String token() {
        for (ServedPartition served : assigned.get()) {
            topics.put(served.topic().name(), served.topic());
            known.put(served.partition(), served.ledger().cursor());
        }
        List<Token.OfTopic> all = new ArrayList<>();
        topics.forEach((name, topic) -> all.add(new Token.OfTopic(
                name,
                topic.id(),
                topic.all().stream()
                        .map(each -> new Token.Place(known.getOrDefault(each, 0L), Token.Place.UNKNOWN_EPOCH))
                        .toList())));
        return new Token(all).text();
    }

    /** The token of events that are about to be sent. */
    String sent() {
        hasSent = true;
        stuck.sent();
        confirm.sent();
        return notifier.sent();
    }

    /** The client has answered a delivery. */
    void acknowledged() {
        confirm.acknowledged();
    }

    private boolean isInFlight() {
        return assigned.get().stream().anyMatch(served -> served.ledger().inFlight() > 0);
    }

    /**
     * Notes that no event can be sent now.
     *
     * @param open whether the consumer accepts more events
     */
    void rest(boolean open) {
        List<ServedPartition> partitions = assigned.get();
        if (connection.bounded() == null
                && open
                && !partitions.isEmpty()
                && partitions.stream().allMatch(ServedPartition::isAtEnd)) {
            notifier.atEnd();
        }
        // Confirmations move the place, and another owner's do
        notifier.moved();
        notifier.place();
        if (confirm.dueAt() != Long.MAX_VALUE) {
            confirm.look(isInFlight());
        }
    }

    /** Returns the time of the next look at the place, in epoch milliseconds. */
    long nextAt() {
        return Math.min(confirm.dueAt(), hasSent ? notifier.dueAt() : Long.MAX_VALUE);
    }

    /**
     * Takes the present ends of the partitions.
     *
     * @param hold the reason for which the client gets no event; null if it accepts more
     */
    void watch(Map<Partition, Long> ends, @Nullable Hold hold, Credit of) {
        long lag = 0;
        for (ServedPartition served : assigned.get()) {
            long end = Math.min(ends.getOrDefault(served.partition(), 0L), connection.end(served.partition()));
            lag += Math.max(0, end - served.ledger().cursor());
        }
        notifier.lag(lag);
        boolean inFlight = isInFlight();
        stuck.look(lag, hold, inFlight);
        credit.look(hold, lag > 0 && !inFlight, of);
    }

    /** Returns whether events wait because the client has not asked for them for long. */
    boolean isUnasked() {
        return stuck.isUnasked();
    }

    /** Reports the served partitions, each with the obstacle to its progress. */
    List<Serving.Served> served() {
        return assigned.get().stream()
                .map(served -> served.served(stuck.of(served.partition())))
                .toList();
    }
}
