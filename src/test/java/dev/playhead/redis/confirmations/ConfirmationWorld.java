package dev.playhead.redis.confirmations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.playhead.event.Identity;
import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.group.Confirmations.Confirmed;
import dev.playhead.group.Lease;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Two or three nodes with their copies of two logs, and the store that they share, all in one process: lets things happen at
 * random that must not do harm, then lets everything come to its end. Owned by one test.
 *
 * <p>A call takes two turns, one to run in the store and one to be answered, so that anything may happen in between. It may
 * fail in either, or fail and run later, as a call does that its node gave up.
 */
final class ConfirmationWorld {
    private static final Problem AWAY = Problem.UNAVAILABLE;
    private static final List<List<String>> LOGS =
            List.of(List.of("{billing}:orders", "{billing}:l"), List.of("{billing}:returns", "{billing}:l"));
    private static final int PARTITIONS = 2;
    private static final long SECOND = 1_000;
    private static final Counter IGNORED = new SimpleMeterRegistry().counter("ignored");

    private final SplittableRandom random;
    private final int chaos;
    private final int universe;
    private final List<Node> nodes = new ArrayList<>();
    private final MemoryLogStore store;
    private final List<ConfirmationOracle> oracles = new ArrayList<>();
    private final List<Sent> wire = new ArrayList<>();
    private final long[] epochs = new long[PARTITIONS];
    private final boolean alike;
    private final boolean tight;

    private long now = 1_795_000_000_000L;
    private int outstanding;
    private int failures;
    private @Nullable AssertionError broken;
    private @Nullable Sent delivering;
    private @Nullable MemoryLogStore replica;
    private List<ConfirmationOracle> replicated = List.of();

    /** A call of a log on its way; a drop where there is no question. */
    private static final class Sent {
        final int log;
        final LogStore.@Nullable Question question;
        final Promise<LogAnswer> answer = Promise.promise();

        @Nullable
        Future<LogAnswer> answered;

        // As it was when the call ran
        long at;
        Set<Identity> before = Set.of();
        Set<Identity> after = Set.of();
        Set<Lease> lost = Set.of();

        Sent(int log, LogStore.@Nullable Question question) {
            this.log = log;
            this.question = question;
        }
    }

    private final class Node implements LogStore {
        final LogStore.Bounds bounds;
        final long most;
        ConfirmationLogs logs;
        boolean cut;

        Node(LogStore.Bounds bounds, long most) {
            this.bounds = bounds;
            this.most = most;
            this.logs = started();
        }

        ConfirmationLogs started() {
            return new ConfirmationLogs(this, bounds, most, IGNORED, IGNORED, () -> now * 1_000_000);
        }

        @Override
        public Future<LogAnswer> ask(LogStore.Question question) {
            hold(() -> check(question, bounds));
            return send(new Sent(LOGS.indexOf(question.keys()), question));
        }

        @Override
        public Future<Void> drop(List<String> keys) {
            return send(new Sent(LOGS.indexOf(keys), null)).mapEmpty();
        }

        private Future<LogAnswer> send(Sent sent) {
            if (cut) {
                return Future.failedFuture(AWAY.because("cut off").asException());
            }
            wire.add(sent);
            return sent.answer.future();
        }
    }

    ConfirmationWorld(long seed) {
        random = new SplittableRandom(seed);
        chaos = random.nextInt(4);
        alike = random.nextInt(4) > 0;
        tight = random.nextInt(8) == 0;
        universe = 8 + random.nextInt(40);
        store = new MemoryLogStore(() -> now);
        LogStore.Bounds common = bounds();
        for (int count = 2 + random.nextInt(2); count > 0; count--) {
            nodes.add(new Node(alike ? common : bounds(), tight ? 14_000 + random.nextInt(10_000) : 1 << 30));
        }
        for (int log = 0; log < LOGS.size(); log++) {
            oracles.add(oracle());
        }
        for (int partition = 0; partition < PARTITIONS; partition++) {
            changeEpoch(partition);
        }
    }

    private LogStore.Bounds bounds() {
        long age = SECOND * (1 + random.nextInt(200));
        int batch = 1 + random.nextInt(4);
        return new LogStore.Bounds(
                age, batch + random.nextInt(16), 2 * age + 10 * SECOND, batch, 1 + random.nextInt(200));
    }

    private ConfirmationOracle oracle() {
        List<LogStore.Bounds> all = nodes.stream().map(node -> node.bounds).toList();
        return new ConfirmationOracle(
                all.stream().mapToLong(LogStore.Bounds::age).min().orElseThrow(),
                all.stream().mapToInt(LogStore.Bounds::size).min().orElseThrow(),
                all.stream()
                        .mapToInt(bounds -> bounds.size() + bounds.batch())
                        .max()
                        .orElseThrow());
    }

    void run(int turns) {
        for (int turn = 0; turn < turns; turn++) {
            something();
            stopWhereBroken();
        }
        finish();
        stopWhereBroken();
    }

    private void something() {
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3 -> put(node(), log(), some());
            case 4, 5 -> look(node(), log(), some());
            case 6 -> lookAtAll(node(), log());
            case 7, 8, 9, 10, 11, 12 -> execute();
            case 13, 14, 15, 16, 17 -> deliver();
            case 18 -> pass();
            default -> fault();
        }
    }

    private Node node() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    private static void check(LogStore.Question question, LogStore.Bounds bounds) {
        List<Identity> entry = MemoryLogStore.identities(question.entry());
        if (new HashSet<>(entry).size() < entry.size() || entry.size() > bounds.batch()) {
            fail("%s would be an entry", entry);
        }
        if (new HashSet<>(question.leases()).size() < question.leases().size()) {
            fail("one call has %s", question.leases());
        }
    }

    /** A node goes on where those who hear of an answer break down; so the world has to stop. */
    private void hold(Runnable check) {
        try {
            check.run();
        } catch (AssertionError first) {
            broken = broken == null ? first : broken;
        }
    }

    private void stopWhereBroken() {
        if (broken != null) {
            throw broken;
        }
    }

    private int log() {
        return random.nextInt(5) == 0 ? 1 : 0;
    }

    /** The first is all zeros. */
    private static Identity identity(int number) {
        return new Identity(number * 0x9e37_79b9_7f4a_7c15L, number);
    }

    private List<Identity> some() {
        List<Identity> some = new ArrayList<>();
        int least = random.nextInt(universe);
        int near = random.nextBoolean() ? universe : Math.min(universe, least + 3);
        for (int count = 1 + random.nextInt(4); count > 0; count--) {
            some.add(identity(least + random.nextInt(near - least)));
        }
        return some;
    }

    private void put(Node node, int log, List<Identity> some) {
        List<Identity> events = some.subList(0, Math.min(some.size(), node.bounds.batch()));
        List<Lease> leases = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            if (random.nextInt(3) == 0) {
                leases.add(lease(partition, epochs[partition] - random.nextInt(2)));
            }
        }
        outstanding++;
        node.logs
                .of(LOGS.get(log))
                .put(events, leases)
                .onComplete(answer -> hold(() -> confirmed(events, leases, answer)));
    }

    private void look(Node node, int log, List<Identity> events) {
        outstanding++;
        node.logs.of(LOGS.get(log)).look(events).onComplete(answer -> hold(() -> lookedUp(events, answer)));
    }

    private void lookAtAll(Node node, int log) {
        List<Identity> all = new ArrayList<>();
        for (int number = 0; number < universe; number++) {
            all.add(identity(number));
        }
        look(node, log, all);
    }

    /** As a group's topic is forgotten by {@link RedisConfirmations}. */
    private void forget(Node node, int log) {
        List<String> keys = LOGS.get(log);
        outstanding++;
        node.logs
                .of(keys)
                .forget()
                .onSuccess(done -> node.logs.drop(keys))
                .onComplete(answer -> hold(() -> isAnswered(answer)));
    }

    private static Lease lease(int partition, long epoch) {
        return new Lease("billing", new Partition("orders", partition), "member " + epoch % 3, epoch, 0);
    }

    private void changeEpoch(int partition) {
        store.lease(LOGS.get(0).get(1), lease(partition, ++epochs[partition]));
    }

    // ---- what a call does in the store, and on its way back

    private void execute() {
        List<Sent> ready = wire.stream().filter(sent -> sent.answered == null).toList();
        if (!ready.isEmpty()) {
            execute(ready.get(random.nextInt(ready.size())));
        }
    }

    private void execute(Sent sent) {
        List<String> keys = LOGS.get(sent.log);
        ConfirmationOracle oracle = oracles.get(sent.log);
        sent.at = now;
        sent.before = store.remembered(keys.get(0));
        oracle.check(sent.before, now);
        LogStore.Question question = sent.question;
        if (question == null) {
            sent.answered = store.drop(keys).mapEmpty();
            oracle.forget();
        } else {
            sent.answered = store.ask(question);
            if (sent.answered.result() instanceof LogAnswer.Done) {
                oracle.added(MemoryLogStore.identities(question.entry()), now);
                sent.lost = new HashSet<>(question.leases());
                sent.lost.removeIf(lease -> store.stands(keys.get(1), lease));
            }
        }
        sent.after = sent.before;
        if (question == null || question.adds()) {
            sent.after = store.remembered(keys.get(0));
            oracle.check(sent.after, now);
            checkEnds(keys.get(0));
        }
        if (sent.answer.future().isComplete()) {
            wire.remove(sent);
        }
    }

    /** Two generations and their head, all of which expire. */
    private void checkEnds(String key) {
        MemoryLogStore.Head head = store.head(key);
        if (head != null && head.until == Long.MAX_VALUE) {
            fail("the head of %s never expires", key);
        }
        var generations = store.generations(key);
        generations.forEach((name, entries) -> {
            if (entries.until == Long.MAX_VALUE) {
                fail("generation %s of %s never expires", name, key);
            }
        });
        if (alike && generations.size() > 2) {
            fail("%s has the generations %s", key, generations.keySet());
        }
    }

    private void deliver() {
        List<Sent> ready = wire.stream()
                .filter(sent -> sent.answered != null && !sent.answer.future().isComplete())
                .toList();
        if (!ready.isEmpty()) {
            deliver(ready.get(random.nextInt(ready.size())));
        }
    }

    private void deliver(Sent sent) {
        wire.remove(sent);
        delivering = sent;
        sent.answered.onComplete(sent.answer);
        delivering = null;
    }

    /** The node gives a call up: it never ran, or it has run, or it runs later. */
    private void lose() {
        List<Sent> open =
                wire.stream().filter(sent -> !sent.answer.future().isComplete()).toList();
        if (open.isEmpty()) {
            return;
        }
        Sent sent = open.get(random.nextInt(open.size()));
        if (sent.answered != null || random.nextBoolean()) {
            wire.remove(sent);
        }
        sent.answer.fail(AWAY.because("lost").asException());
    }

    /** Returns whether there is an answer to be checked; that of which call is {@link #delivering}. */
    private boolean isAnswered(AsyncResult<?> answer) {
        outstanding--;
        if (answer.succeeded()) {
            if (delivering == null) {
                fail("%s answers no call", answer.result());
            }
            return true;
        }
        failures++;
        if (!(answer.cause() instanceof RefusedException refused)
                || refused.refusal().problem() != AWAY) {
            fail("a node fails by %s", answer.cause());
        }
        return false;
    }

    private void confirmed(List<Identity> events, List<Lease> leases, AsyncResult<Confirmed> answer) {
        if (!isAnswered(answer)) {
            return;
        }
        int first = 0;
        for (Identity event : events) {
            first += delivering.before.add(event) ? 1 : 0;
        }
        if (answer.result().first() != first) {
            fail("%s of %s are first, but it says %s", first, events, answer.result());
        }
        if (!delivering.after.containsAll(events)) {
            fail("it acknowledged %s, but the store has %s", events, delivering.after);
        }
        List<Lease> lost = new ArrayList<>(leases);
        lost.retainAll(delivering.lost);
        if (!answer.result().lost().equals(lost)) {
            fail("%s are lost, but it says %s", lost, answer.result());
        }
    }

    private void lookedUp(List<Identity> events, AsyncResult<BitSet> answer) {
        if (!isAnswered(answer)) {
            return;
        }
        for (int index = 0; index < events.size(); index++) {
            Identity event = events.get(index);
            boolean known = answer.result().get(index);
            if (known != delivering.after.contains(event)) {
                fail("it says %s of %s, but the store has %s", known, event, delivering.after);
            }
        }
    }

    // ---- what else happens

    /** Mostly a little, now and then past a limit. */
    private void pass() {
        LogStore.Bounds bounds = node().bounds;
        now += switch (random.nextInt(12)) {
            case 0 -> bounds.age() / 2;
            case 1 -> bounds.age();
            case 2 -> bounds.expiry() - random.nextInt(2);
            case 3 -> 61 * SECOND;
            case 4 -> random.nextInt(8) == 0 ? bounds.age() + bounds.expiry() + 1 : 0;
            default -> random.nextInt(2 * (int) SECOND);
        };
    }

    private void fault() {
        switch (random.nextInt(24 >> chaos)) {
            case 0 -> lose();
            case 1 -> changeEpoch(random.nextInt(PARTITIONS));
            case 2 -> everything();
            case 3 -> store.full = !store.full;
            case 4 -> node().cut ^= true;
            case 5 -> forget(node(), log());
            case 6 -> {
                Node node = node();
                node.logs = node.started();
            }
            default -> lose();
        }
    }

    /** Loses all that the store has, or its newest writes. */
    private void everything() {
        MemoryLogStore from = replica;
        if (from == null || random.nextBoolean()) {
            replica = store.copy();
            replicated = oracles.stream().map(ConfirmationOracle::copy).toList();
        } else if (random.nextBoolean()) {
            store.restore(from);
            for (int log = 0; log < LOGS.size(); log++) {
                oracles.get(log).restore(replicated.get(log));
            }
        } else {
            store.wipe();
            oracles.forEach(ConfirmationOracle::forget);
        }
    }

    // ---- the end

    private void finish() {
        store.full = false;
        nodes.forEach(node -> node.cut = false);
        settle();
        for (int log = 0; log < LOGS.size(); log++) {
            for (Node node : nodes) {
                // By then a copy of the other log may be evicted
                now += 61 * SECOND;
                lookAtAll(node, log);
                settleWell();
                put(node, log, some());
                settleWell();
            }
            for (Node node : nodes) {
                now += 61 * SECOND;
                lookAtAll(node, log);
                settleWell();
            }
        }
    }

    /** With nobody to disturb, every call is answered. */
    private void settleWell() {
        failures = 0;
        settle();
        assertThat(failures).as("failures while all is well").isZero();
    }

    private void settle() {
        for (int steps = 0; !wire.isEmpty(); steps++) {
            if (steps > 5_000) {
                fail("calls of these come to no end: %s", wire);
            }
            Sent sent = wire.get(0);
            if (sent.answered == null) {
                execute(sent);
            } else {
                deliver(sent);
            }
        }
        stopWhereBroken();
        assertThat(outstanding).as("nobody waits").isZero();
    }
}
