package dev.playhead.redis;

import dev.playhead.event.Identity;
import dev.playhead.event.Problem;
import dev.playhead.group.Confirmations.Confirmed;
import dev.playhead.group.Lease;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes part in the log of what a group has confirmed of a topic: adds to it, and answers from a copy of it. Any thread.
 *
 * <p>One call is under way at a time, with all that has come meanwhile. It tells Redis how far the copy has read, and Redis
 * answers with what other nodes have added since before it adds what is new: so the copy has the whole log up to each
 * entry of its own, and an identity is first where its first entry is. That is {@code SET NX} for as many as come together,
 * of which Redis itself looks at none. A copy whose last entry is not the one that Redis has in its place, as Redis has lost
 * or forgotten something, is thrown away and read anew.
 */
final class ConfirmationLog {
    private static final Script SCRIPT = Script.of("confirmations");

    /** How many bytes of the log come with one call, about. */
    private static final int PAGE_BYTES = 256 << 10;

    /** How many identities are looked up for one call: answering them must not hold an event loop for long. */
    private static final int LOOK_UPS = 8192;

    /** How many may wait; their callers bound themselves, but not all together. */
    private static final int MOST_WAITING = 65_536;

    /** How often a copy is thrown away for one call. */
    private static final int BEGINNINGS = 3;

    private final RedisLink link;
    private final List<String> keys;
    private final ConfirmationBounds bounds;
    private final Counter read;
    private final Runnable changed;

    // Guarded by waiting
    private final ArrayDeque<Task> waiting = new ArrayDeque<>();
    private boolean underWay;

    // Owned by whoever has the call that is under way
    private final ConfirmationCopy copy = new ConfirmationCopy();
    private final IdentitySet fresh = new IdentitySet(1);
    private int beginnings;

    private volatile long bytes;

    /** One thing that was asked; its events are known or added when the call's answer is there. */
    private sealed interface Task {
        List<Identity> events();

        void fail(Throwable failure);
    }

    private record Look(List<Identity> events, Promise<BitSet> answer) implements Task {
        @Override
        public void fail(Throwable failure) {
            answer.tryFail(failure);
        }
    }

    private record Put(List<Identity> events, List<Lease> leases, Promise<Confirmed> answer) implements Task {
        @Override
        public void fail(Throwable failure) {
            answer.tryFail(failure);
        }
    }

    /**
     * @param keys of its head, and of its group's leases
     * @param read counts the identities that are read from Redis
     * @param changed called when it takes more or less memory than before
     */
    ConfirmationLog(RedisLink link, List<String> keys, ConfirmationBounds bounds, Counter read, Runnable changed) {
        this.link = link;
        this.keys = keys;
        this.bounds = bounds;
        this.read = read;
        this.changed = changed;
    }

    /** Of memory, about. */
    long bytes() {
        return bytes;
    }

    Future<BitSet> look(List<Identity> events) {
        Promise<BitSet> answer = Promise.promise();
        submit(new Look(events, answer));
        return answer.future();
    }

    /** @param events at most as many as go into one call */
    Future<Confirmed> put(List<Identity> events, List<Lease> leases) {
        Promise<Confirmed> answer = Promise.promise();
        submit(new Put(events, leases, answer));
        return answer.future();
    }

    private void submit(Task task) {
        boolean full;
        boolean goes;
        synchronized (waiting) {
            full = waiting.size() >= MOST_WAITING;
            goes = !full && !underWay;
            if (!full) {
                waiting.add(task);
                underWay = true;
            }
        }
        if (full) {
            task.fail(Problem.UNAVAILABLE
                    .because("Too many calls wait for the confirmations of the group")
                    .asException());
        } else if (goes) {
            next();
        }
    }

    private void next() {
        List<Task> tasks = new ArrayList<>();
        synchronized (waiting) {
            int looks = 0;
            int puts = 0;
            for (Task task = waiting.peek(); task != null; task = waiting.peek()) {
                looks += task instanceof Look ? task.events().size() : 0;
                puts += task instanceof Put ? task.events().size() : 0;
                if (!tasks.isEmpty() && (looks > LOOK_UPS || puts > bounds.batch())) {
                    break;
                }
                tasks.add(waiting.remove());
            }
            underWay = !tasks.isEmpty();
        }
        if (!tasks.isEmpty()) {
            beginnings = 0;
            call(tasks);
        }
    }

    private void call(List<Task> tasks) {
        Call call = new Call(tasks);
        fresh.clear();
        call.gather();
        link.ask(SCRIPT, keys, arguments(call))
                .onSuccess(answer -> answered(call, answer))
                .onFailure(failure -> fail(tasks, failure));
    }

    private List<Object> arguments(Call call) {
        List<Object> arguments = new ArrayList<>(9 + 2 * call.leases.size());
        arguments.add(bounds.age());
        arguments.add(bounds.size());
        arguments.add(bounds.expiry());
        arguments.add(PAGE_BYTES);
        arguments.add(copy.generation());
        arguments.add(copy.entries());
        arguments.add(copy.last());
        arguments.add(call.puts > 0 ? 1 : 0);
        arguments.add(call.added);
        for (Lease lease : call.leases) {
            arguments.add(GroupKeys.field(lease.partition()));
            arguments.add(RedisLeases.text(lease));
        }
        return arguments;
    }

    private void answered(Call call, Response answer) {
        try {
            switch (answer.get(0).toString()) {
                case "ok" -> {
                    byte[] others = others(answer);
                    long now = answer.get(1).toLong();
                    copy.take(others, now);
                    call.settle(others.length > 0, now, answer);
                    weigh();
                    next();
                    return;
                }
                case "more" -> copy.take(others(answer), answer.get(1).toLong());
                case "next" -> {
                    copy.take(others(answer), copy.entries());
                    copy.turn(answer.get(1).toString());
                }
                default -> begin(answer.get(1).toString());
            }
            weigh();
            call(call.tasks);
        } catch (RuntimeException broken) {
            copy.begin(ConfirmationCopy.NONE);
            fail(call.tasks, broken);
        }
    }

    private byte[] others(Response answer) {
        byte[] others = answer.get(2).toBytes();
        read.increment((double) others.length / IdentityBytes.LENGTH);
        return others;
    }

    private void begin(String first) {
        if (beginnings++ == BEGINNINGS) {
            throw Problem.UNAVAILABLE
                    .because("Redis answers now this and now that of the group's confirmations")
                    .asException();
        }
        copy.begin(first);
    }

    private void weigh() {
        long now = copy.bytes();
        if (now != bytes) {
            bytes = now;
            changed.run();
        }
    }

    /** What is asked together, and what of it is new to the copy. */
    private final class Call {
        private final List<Task> tasks;
        private final Set<Lease> leases = new LinkedHashSet<>();
        private final int[] first;
        private byte[] added = {};
        private int puts;

        Call(List<Task> tasks) {
            this.tasks = tasks;
            this.first = new int[tasks.size()];
        }

        void gather() {
            int most = 0;
            for (Task task : tasks) {
                most += task instanceof Put ? task.events().size() : 0;
            }
            IdentityBytes bytes = new IdentityBytes(most);
            for (int index = 0; index < first.length; index++) {
                if (tasks.get(index) instanceof Put put) {
                    puts++;
                    leases.addAll(put.leases());
                    for (Identity event : put.events()) {
                        if (!copy.has(event) && fresh.add(event.high(), event.low())) {
                            bytes.put(event);
                            first[index]++;
                        }
                    }
                }
            }
            added = bytes.toBytes();
        }

        /** @param late whether others have added something since it was gathered, which comes before what it has added */
        void settle(boolean late, long now, Response answer) {
            for (int index = 0; late && index < first.length; index++) {
                if (tasks.get(index) instanceof Put put) {
                    first[index] = 0;
                    for (Identity event : put.events()) {
                        first[index] += copy.add(event) ? 1 : 0;
                    }
                }
            }
            copy.take(added, now);
            Set<Lease> lost = lost(answer);
            for (int index = 0; index < first.length; index++) {
                Task task = tasks.get(index);
                if (task instanceof Put put) {
                    List<Lease> gone =
                            put.leases().stream().filter(lost::contains).toList();
                    put.answer().tryComplete(new Confirmed(first[index], gone));
                } else if (task instanceof Look look) {
                    look.answer().tryComplete(known(look.events()));
                }
            }
        }

        /** What comes after an answer's third item are the places of leases, from 1. */
        private Set<Lease> lost(Response answer) {
            List<Lease> all = List.copyOf(leases);
            Set<Lease> lost = new HashSet<>();
            for (int index = 3; index < answer.size(); index++) {
                lost.add(all.get(answer.get(index).toInteger() - 1));
            }
            return lost;
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

    /** Whether they were added is not known: then the next call reads them. What waits meets the same Redis. */
    private void fail(List<Task> tasks, Throwable failure) {
        tasks.forEach(task -> task.fail(failure));
        List<Task> others;
        synchronized (waiting) {
            others = List.copyOf(waiting);
            waiting.clear();
            underWay = false;
        }
        others.forEach(task -> task.fail(failure));
    }
}
