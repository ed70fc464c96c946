package dev.playhead.testing;

import dev.playhead.event.Partition;
import dev.playhead.group.Lease;
import dev.playhead.group.Leases;
import dev.playhead.testing.MemoryStore.Claim;
import dev.playhead.testing.MemoryStore.Claims;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/** Leases in memory: twin of those in Redis. Any thread. */
public final class MemoryLeases implements Leases {
    private final MemoryStore store;
    private final MemoryLink link;
    private final long lease;
    private final LongSupplier nanos;

    public MemoryLeases(MemoryStore store, MemoryLink link, Duration lease) {
        this(store, link, lease, System::nanoTime);
    }

    /** @param nanos stands for {@link System#nanoTime()}, also in {@link Lease#until()}; the same for all nodes */
    public MemoryLeases(MemoryStore store, MemoryLink link, Duration lease, LongSupplier nanos) {
        this.store = store;
        this.link = link;
        this.lease = lease.toNanos();
        this.nanos = nanos;
    }

    @Override
    public Future<View> sync(String group, List<String> members) {
        long asked = nanos.getAsLong();
        return link.answer(() -> {
            Claims claims = claims(group);
            members.forEach(member -> claims.members.put(member, nanos.getAsLong() + lease));
            return view(group, claims, new HashSet<>(members), asked + lease);
        });
    }

    private static View view(String group, Claims claims, Set<String> shown, long until) {
        Map<Partition, Holder> holders = new HashMap<>();
        List<Lease> mine = new ArrayList<>();
        claims.partitions.forEach((partition, claim) -> {
            String member = claim.member();
            if (member != null) {
                holders.put(partition, new Holder(member, claim.epoch()));
                if (shown.contains(member)) {
                    mine.add(new Lease(group, partition, member, claim.epoch(), until));
                }
            }
        });
        return new View(List.copyOf(claims.members.keySet()), holders, mine);
    }

    @Override
    public Future<List<Lease>> acquire(String group, String member, Map<Partition, Long> above) {
        long asked = nanos.getAsLong();
        return link.answer(() -> {
            Claims claims = claims(group);
            List<Lease> given = new ArrayList<>();
            if (claims.members.computeIfPresent(member, (name, until) -> nanos.getAsLong() + lease) != null) {
                above.forEach((partition, epoch) -> {
                    if (take(claims, partition, member, epoch)) {
                        long taken = claims.partitions.get(partition).epoch();
                        given.add(new Lease(group, partition, member, taken, asked + lease));
                    }
                });
            }
            return given;
        });
    }

    private boolean take(Claims claims, Partition partition, String member, long above) {
        Claim before = claims.partitions.get(partition);
        boolean forgotten = before == null && above > 0 && nanos.getAsLong() - claims.since < lease;
        if (forgotten || (before != null && before.member() != null)) {
            return false;
        }
        long known = before == null ? 0 : before.epoch();
        claims.partitions.put(partition, new Claim(Math.max(known, above) + 1, member));
        return true;
    }

    @Override
    public Future<Void> release(List<Lease> leases) {
        return link.run(() -> leases.forEach(lease -> {
            Claims claims = claims(lease.group());
            claims.partitions.replace(
                    lease.partition(), new Claim(lease.epoch(), lease.member()), new Claim(lease.epoch(), null));
        }));
    }

    @Override
    public Future<Void> leave(String group, String member) {
        return link.run(() -> {
            Claims claims = claims(group);
            claims.members.remove(member);
            free(claims);
        });
    }

    @Override
    public Future<Void> forget(String group) {
        return link.run(() -> store.leases.remove(group));
    }

    /** As of now: without those that have not been shown for too long. */
    private Claims claims(String group) {
        long now = nanos.getAsLong();
        Claims claims = store.leases.computeIfAbsent(group, name -> new Claims(now));
        claims.members.values().removeIf(until -> until - now <= 0);
        free(claims);
        return claims;
    }

    private static void free(Claims claims) {
        claims.partitions.replaceAll((partition, claim) -> {
            String member = claim.member();
            return member == null || claims.members.containsKey(member) ? claim : new Claim(claim.epoch(), null);
        });
    }
}
