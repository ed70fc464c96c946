package dev.playhead.redis;

import dev.playhead.event.Partition;
import dev.playhead.group.Lease;
import dev.playhead.group.Leases;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps leases in Redis, by its clock: for each group a hash of its members with their ends, and a hash of partitions
 * with epochs and holders; any thread.
 *
 * <p>A member holds its leases while it is registered, so one write renews all of them. Epochs stay when leases end. A
 * Redis that has lost them knows the group only since then. For the time of a lease it gives no partition with an
 * earlier epoch, because its owner may not know of the loss yet.
 */
public final class RedisLeases implements Leases {
    private static final Script SYNC = Script.of("leases", "sync");
    private static final Script ACQUIRE = Script.of("leases", "acquire");
    private static final Script RELEASE = Script.of("leases", "release");
    private static final Script LEAVE = Script.of("leases", "leave");

    private final RedisLink link;
    private final Duration time;

    /** @param time the time that a member stays registered */
    public RedisLeases(RedisLink link, Duration time) {
        this.link = link;
        this.time = time;
    }

    @Override
    public Future<View> sync(String group, List<String> members) {
        long until = System.nanoTime() + time.toNanos();
        return run(SYNC, group, new ArrayList<>(members))
                .map(answer -> view(group, Set.copyOf(members), until, answer));
    }

    private static View view(String group, Set<String> shown, long until, Response answer) {
        List<String> members = new ArrayList<>();
        answer.get(0).forEach(name -> members.add(name.toString()));
        Map<Partition, Holder> holders = new HashMap<>();
        List<Lease> mine = new ArrayList<>();
        Response held = answer.get(1);
        for (int index = 0; index < held.size(); index += 2) {
            Partition partition = GroupKeys.partition(held.get(index).toString());
            Holder holder = holder(held.get(index + 1).toString());
            holders.put(partition, holder);
            if (shown.contains(holder.member())) {
                mine.add(new Lease(group, partition, holder.member(), holder.epoch(), until));
            }
        }
        return new View(members, holders, mine);
    }

    private static Holder holder(String text) {
        int space = text.indexOf(' ');
        return new Holder(text.substring(space + 1), Long.parseLong(text.substring(0, space)));
    }

    /** The lease as it stands in Redis. */
    public static String text(Lease lease) {
        return lease.epoch() + " " + lease.member();
    }

    @Override
    public Future<List<Lease>> acquire(String group, String member, Map<Partition, Long> above) {
        long until = System.nanoTime() + time.toNanos();
        List<Object> arguments = new ArrayList<>(1 + 2 * above.size());
        arguments.add(member);
        above.forEach((partition, epoch) -> {
            arguments.add(GroupKeys.field(partition));
            arguments.add(epoch);
        });
        return run(ACQUIRE, group, arguments).map(given -> {
            List<Lease> leases = new ArrayList<>();
            for (int index = 0; index < given.size(); index += 2) {
                Partition partition = GroupKeys.partition(given.get(index).toString());
                leases.add(
                        new Lease(group, partition, member, given.get(index + 1).toLong(), until));
            }
            return leases;
        });
    }

    @Override
    public Future<Void> release(List<Lease> leases) {
        Map<String, List<Object>> byGroup = new LinkedHashMap<>();
        for (Lease lease : leases) {
            List<Object> arguments = byGroup.computeIfAbsent(lease.group(), group -> new ArrayList<>());
            arguments.add(GroupKeys.field(lease.partition()));
            arguments.add(text(lease));
        }
        List<Future<Response>> answers = new ArrayList<>();
        byGroup.forEach((group, arguments) -> answers.add(run(RELEASE, group, arguments)));
        return Future.all(answers).mapEmpty();
    }

    @Override
    public Future<Void> leave(String group, String member) {
        return run(LEAVE, group, List.of(member)).mapEmpty();
    }

    @Override
    public Future<Void> forget(String group) {
        Request unlink = Request.cmd(Command.UNLINK);
        new GroupKeys(group).ofLeases().forEach(unlink::arg);
        return link.ask(unlink).mapEmpty();
    }

    private Future<Response> run(Script script, String group, List<Object> arguments) {
        List<Object> all = new ArrayList<>(1 + arguments.size());
        all.add(time.toMillis());
        all.addAll(arguments);
        return link.ask(script, new GroupKeys(group).ofLeases(), all);
    }
}
