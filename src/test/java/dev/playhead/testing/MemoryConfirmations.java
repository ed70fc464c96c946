package dev.playhead.testing;

import dev.playhead.event.Identity;
import dev.playhead.group.ConfirmationSettings;
import dev.playhead.group.Confirmations;
import dev.playhead.group.Lease;
import dev.playhead.log.Topic;
import dev.playhead.testing.MemoryStore.Claim;
import dev.playhead.testing.MemoryStore.Claims;
import dev.playhead.testing.MemoryStore.Generations;
import io.vertx.core.Future;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.function.LongSupplier;

/** Confirmations in memory: twin of those in Redis. Any thread. */
public final class MemoryConfirmations implements Confirmations {
    private final MemoryStore store;
    private final MemoryLink link;
    private final ConfirmationSettings settings;
    private final LongSupplier clock;

    /** @param clock epoch milliseconds */
    public MemoryConfirmations(MemoryStore store, MemoryLink link, ConfirmationSettings settings, LongSupplier clock) {
        this.store = store;
        this.link = link;
        this.settings = settings;
        this.clock = clock;
    }

    /** As by default. */
    public MemoryConfirmations(MemoryStore store, MemoryLink link) {
        this(store, link, Defaults.of(ConfirmationSettings.class), System::currentTimeMillis);
    }

    @Override
    public Future<Confirmed> confirm(String group, Topic topic, List<Lease> leases, List<Identity> events) {
        return link.answer(() -> {
            Generations known = of(group, topic);
            int first = 0;
            for (int place = 0; place < events.size(); place++) {
                if (place % settings.batch() == 0) {
                    turn(known);
                }
                Identity event = events.get(place);
                if (!known.previous.contains(event) && known.current.add(event)) {
                    first++;
                }
            }
            return new Confirmed(
                    first, leases.stream().filter(lease -> !current(lease)).toList());
        });
    }

    private boolean current(Lease lease) {
        Claims claims = store.leases.get(lease.group());
        return claims != null
                && new Claim(lease.epoch(), lease.member()).equals(claims.partitions.get(lease.partition()));
    }

    @Override
    public Future<BitSet> confirmed(String group, Topic topic, List<Identity> events) {
        return link.answer(() -> {
            Generations known = of(group, topic);
            BitSet confirmed = new BitSet(events.size());
            for (int place = 0; place < events.size(); place++) {
                Identity event = events.get(place);
                confirmed.set(place, known.current.contains(event) || known.previous.contains(event));
            }
            return confirmed;
        });
    }

    @Override
    public Future<Void> forget(String group, Topic topic) {
        return link.run(() -> store.confirmations.remove(key(group, topic)));
    }

    private static String key(String group, Topic topic) {
        return group + " " + topic.id();
    }

    private Generations of(String group, Topic topic) {
        return store.confirmations.computeIfAbsent(key(group, topic), key -> new Generations());
    }

    /** At the beginning of each call of the script. */
    private void turn(Generations known) {
        long now = clock.getAsLong();
        if (now - known.born >= settings.retention().toMillis() || known.current.size() >= settings.maxIds() / 2) {
            known.previous = known.current;
            known.current = new HashSet<>();
            known.born = now;
        }
    }
}
