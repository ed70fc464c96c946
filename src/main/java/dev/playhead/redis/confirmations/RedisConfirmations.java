package dev.playhead.redis.confirmations;

import dev.playhead.event.Identity;
import dev.playhead.group.ConfirmationSettings;
import dev.playhead.group.Confirmations;
import dev.playhead.group.Lease;
import dev.playhead.log.Topic;
import dev.playhead.metrics.Meter;
import dev.playhead.metrics.Meters;
import dev.playhead.redis.Chunks;
import dev.playhead.redis.GroupKeys;
import dev.playhead.redis.RedisLink;
import io.vertx.core.Future;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Keeps confirmations in Redis: for each group and topic a log of identities in two generations, as
 * {@code confirmations.lua} keeps it. The nodes that use it hold copies ({@link ConfirmationLog}). Any thread.
 *
 * <p>With a thousand identities a call, a log takes 17 bytes of Redis an identity, and almost no time, because nodes
 * look identities up in their copies. A set of Redis took 79 bytes, and groups waited for the one thread of Redis.
 */
public final class RedisConfirmations implements Confirmations {
    private final LogStore.Bounds bounds;
    private final ConfirmationLogs logs;

    public RedisConfirmations(RedisLink link, ConfirmationSettings settings, Meters meters) {
        this.bounds = LogStore.Bounds.of(settings);
        this.logs = new ConfirmationLogs(
                new RedisLogStore(link),
                bounds,
                settings.copyBytes(),
                meters.counter(Meter.CONFIRMATIONS_READ),
                meters.counter(Meter.CONFIRMATION_COPIES_REFUSED),
                System::nanoTime);
        meters.gauge(Meter.CONFIRMATION_COPIES, logs, ConfirmationLogs::bytes);
    }

    @Override
    public Future<Confirmed> confirm(String group, Topic topic, List<Lease> leases, List<Identity> events) {
        ConfirmationLog log = logs.of(keys(group, topic));
        return Chunks.each(events, bounds.batch(), chunk -> log.put(chunk, leases))
                .map(RedisConfirmations::joined);
    }

    private static Confirmed joined(List<Confirmed> answers) {
        if (answers.size() == 1) {
            return answers.get(0);
        }
        int first = 0;
        Set<Lease> lost = new LinkedHashSet<>();
        for (Confirmed answer : answers) {
            first += answer.first();
            lost.addAll(answer.lost());
        }
        return new Confirmed(first, List.copyOf(lost));
    }

    @Override
    public Future<BitSet> confirmed(String group, Topic topic, List<Identity> events) {
        return events.isEmpty()
                ? Future.succeededFuture(new BitSet())
                : logs.of(keys(group, topic)).look(events);
    }

    @Override
    public Future<Void> forget(String group, Topic topic) {
        List<String> keys = keys(group, topic);
        return logs.of(keys).forget().onSuccess(done -> logs.drop(keys));
    }

    private static List<String> keys(String group, Topic topic) {
        GroupKeys keys = new GroupKeys(group);
        return List.of(keys.confirmations(topic), keys.leases());
    }
}
