package dev.playhead.group.member;

import dev.playhead.delivery.Credit;
import dev.playhead.delivery.Token;
import dev.playhead.event.Partition;
import dev.playhead.group.GroupOutlet;
import dev.playhead.group.Serving;
import dev.playhead.group.partition.ConnectionContext;
import dev.playhead.group.partition.ServedPartition;
import dev.playhead.log.Topic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What a connection is told of its place: that it has caught up or fallen behind, and where it is. The place of a group is
 * the first event of each partition that is not settled. Owned by the connection's event loop.
 */
final class ProgressNotifier {

    private final ConnectionContext connection;
    private final GroupOutlet outlet;
    private final Supplier<List<ServedPartition>> assigned;
    private final Map<Partition, Long> known = new HashMap<>();
    private final Map<String, Topic> topics = new TreeMap<>();
    private String token = "";
    private long toldAt;
    private boolean caughtUp;
    private boolean moved;
    private final StuckWatch stuck;

    ProgressNotifier(ConnectionContext connection, GroupOutlet outlet, Supplier<List<ServedPartition>> assigned) {
        this.connection = connection;
        this.outlet = outlet;
        this.assigned = assigned;
        this.toldAt = connection.clock().getAsLong();
        this.stuck = new StuckWatch(connection, assigned);
    }

    /** Begins with where the group is. */
    void begin(Map<String, Topic> of, Map<Partition, Long> places) {
        topics.putAll(of);
        known.putAll(places);
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

    /** The token of what is about to be sent. */
    String sent() {
        moved = true;
        stuck.sent();
        return tell();
    }

    private String tell() {
        toldAt = connection.clock().getAsLong();
        token = token();
        return token;
    }

    /** Nothing can be sent just now. */
    void rest(boolean open) {
        List<ServedPartition> partitions = assigned.get();
        if (connection.bounded() == null
                && open
                && !caughtUp
                && !partitions.isEmpty()
                && partitions.stream().allMatch(ServedPartition::isAtEnd)) {
            caughtUp = true;
            outlet.caughtUp(tell());
        }
        if (connection.clock().getAsLong() - toldAt
                >= connection.settings().tokenInterval().toMillis()) {
            String before = token;
            if (!tell().equals(before)) {
                outlet.place(token);
            }
        }
    }

    long nextAt() {
        return moved ? toldAt + connection.settings().tokenInterval().toMillis() : Long.MAX_VALUE;
    }

    /** Where the partitions end now. */
    void watch(Map<Partition, Long> ends, Credit credit) {
        long lag = 0;
        for (ServedPartition served : assigned.get()) {
            long end = Math.min(ends.getOrDefault(served.partition(), 0L), connection.end(served.partition()));
            lag += Math.max(0, end - served.ledger().cursor());
        }
        if (caughtUp && lag > connection.settings().fellBehind()) {
            caughtUp = false;
            outlet.fellBehind(tell(), lag);
        }
        stuck.look(lag, credit);
    }

    /** What is served, with what of it does not move though it should. */
    List<Serving.Served> served() {
        return assigned.get().stream()
                .map(served -> served.served(stuck.of(served.partition())))
                .toList();
    }
}
