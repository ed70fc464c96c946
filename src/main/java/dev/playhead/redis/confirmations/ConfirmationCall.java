package dev.playhead.redis.confirmations;

import dev.playhead.event.Identity;
import dev.playhead.group.Confirmations.Confirmed;
import dev.playhead.group.Lease;
import dev.playhead.redis.IdentityBytes;
import dev.playhead.redis.confirmations.ConfirmationTask.Look;
import dev.playhead.redis.confirmations.ConfirmationTask.Put;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/** Gathers the tasks of one call, and the part of them that the copy lacks; owned by the owner of the copy. */
final class ConfirmationCall {
    private final ConfirmationCopy copy;
    private final List<ConfirmationTask> tasks;
    private final Set<Lease> leases = new LinkedHashSet<>();
    private final int[] first;
    private final boolean adds;
    private final int added;
    private final byte[] entry;

    /** @param fresh a set for the detection of new identities that occur twice */
    ConfirmationCall(List<ConfirmationTask> tasks, ConfirmationCopy copy, IdentitySet fresh) {
        this.copy = copy;
        this.tasks = tasks;
        this.first = new int[tasks.size()];
        this.adds = tasks.stream().anyMatch(Put.class::isInstance);
        IdentityBytes identities = new IdentityBytes(tasks.stream()
                .mapToInt(task -> task instanceof Put ? task.events().size() : 0)
                .sum());
        for (int index = 0; index < first.length; index++) {
            if (tasks.get(index) instanceof Put put) {
                leases.addAll(put.leases());
                first[index] = gather(put.events(), fresh, identities);
            }
        }
        this.added = identities.count();
        this.entry = identities.entry(ThreadLocalRandom.current().nextLong());
    }

    private int gather(List<Identity> events, IdentitySet fresh, IdentityBytes identities) {
        int before = identities.count();
        for (Identity event : events) {
            if (!copy.has(event) && fresh.add(event.high(), event.low())) {
                identities.put(event);
            }
        }
        return identities.count() - before;
    }

    List<ConfirmationTask> tasks() {
        return tasks;
    }

    /** Returns whether the call confirms any identity, new or known. */
    boolean adds() {
        return adds;
    }

    /** Returns the bytes to append to the log; empty without news. */
    byte[] entry() {
        return entry;
    }

    /** Returns the leases of the call, each once. */
    List<Lease> leases() {
        return List.copyOf(leases);
    }

    /**
     * Answers the tasks, when the copy has all entries before the new one.
     *
     * @param late whether other nodes added entries before it after its gathering
     * @param entries the number of entries of the log, with the new one
     * @param guard runs a callback that may throw
     */
    void settle(boolean late, long entries, List<Lease> lost, Consumer<Runnable> guard) {
        for (int index = 0; late && index < first.length; index++) {
            if (tasks.get(index) instanceof Put put) {
                first[index] = 0;
                for (Identity event : put.events()) {
                    first[index] += copy.add(event) ? 1 : 0;
                }
            }
        }
        copy.take(entry, added);
        if (added > 0) {
            copy.reached(entries, IdentityBytes.mark(entry));
        }
        for (int index = 0; index < first.length; index++) {
            ConfirmationTask task = tasks.get(index);
            if (task instanceof Put put) {
                Confirmed confirmed = new Confirmed(
                        first[index],
                        put.leases().stream().filter(lost::contains).toList());
                guard.accept(() -> put.answer().tryComplete(confirmed));
            } else if (task instanceof Look look) {
                BitSet known = known(look.events());
                guard.accept(() -> look.answer().tryComplete(known));
            }
        }
    }

    private BitSet known(List<Identity> events) {
        BitSet known = new BitSet(events.size());
        for (int index = 0; index < events.size(); index++) {
            if (copy.has(events.get(index))) {
                known.set(index);
            }
        }
        return known;
    }
}
