package dev.playhead.group.ledger;

import static dev.playhead.group.ledger.LedgerOracle.check;

import dev.playhead.event.Identity;
import dev.playhead.group.Attempts;
import dev.playhead.group.FailureAction;
import dev.playhead.group.GroupSpec;
import dev.playhead.group.ParkedIndex;
import dev.playhead.group.ledger.Ledger.Outcome;
import dev.playhead.group.ledger.LedgerOracle.Fate;
import dev.playhead.group.ledger.LedgerStores.Row;
import dev.playhead.stream.Credit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One partition of a group with its stores and a few members, of which one at a time owns it, all in one process: lets
 * things happen at random that must not do harm, then lets everything come to its end. Owned by one test.
 *
 * <p>What takes a round trip in a node takes two turns here, so that anything may happen in between.
 */
final class LedgerWorld {
    private static final int MEMBERS = 3;

    private final SplittableRandom random;
    private final int chaos;
    private final Rules rules;
    private final boolean orderly;
    private final LedgerStores stores = new LedgerStores();
    private final LedgerOracle oracle;
    private final Credit[] credits = new Credit[MEMBERS];
    private final long[] granted = new long[MEMBERS];
    private final long[] spent = new long[MEMBERS];

    private long turn;
    private long now = 1_000_000;
    private long epoch;
    private @Nullable Ledger ledger;
    private int member;
    private final ArrayDeque<LookUp> lookUps = new ArrayDeque<>();
    private final Map<Long, Long> lookedUp = new HashMap<>();
    private final List<LedgerEvent> given = new ArrayList<>();
    private final List<LedgerEvent> counted = new ArrayList<>();
    private final List<Long> parking = new ArrayList<>();
    private final List<Sent> sent = new ArrayList<>();
    private final ArrayDeque<Sent> confirming = new ArrayDeque<>();

    private boolean barred = true;
    private final Set<Identity> everConfirmed = new HashSet<>();

    private record LookUp(long from, long to, Set<Long> confirmed, long turn) {}

    /** A delivery as its consumer knows it. */
    private record Sent(long offset, long epoch) {}

    LedgerWorld(long seed) {
        random = new SplittableRandom(seed);
        chaos = random.nextInt(4);
        int maxInFlight = 1 + random.nextInt(12);
        rules = new Rules(
                maxInFlight,
                4 + random.nextInt(60),
                maxInFlight + random.nextInt(30),
                1 + random.nextInt(10),
                random.nextInt(4),
                new Rules.Backoff(GroupSpec.BackoffPolicy.values()[random.nextInt(2)], 10, 100),
                50,
                GroupSpec.OnParked.values()[random.nextInt(2)]);
        oracle = new LedgerOracle(rules, stores);
        orderly = random.nextInt(3) == 0;
        for (int index = 0; index < MEMBERS; index++) {
            credits[index] = new Credit();
        }
    }

    void run(int turns) {
        append(random.nextInt(40));
        for (int index = 0; index < turns; index++) {
            something();
            tidy();
        }
        finish();
    }

    private void something() {
        turn++;
        Ledger owned = ledger;
        if (owned == null) {
            acquire();
            return;
        }
        switch (random.nextInt(22)) {
            case 0 -> append(random.nextInt(4));
            case 1, 2 -> lookUp(owned);
            case 3, 4 -> tell(owned);
            case 5, 6, 7 -> give(owned, random.nextInt(8));
            case 8 -> count(owned);
            case 9 -> startCounted(owned);
            case 10, 11, 12 -> beginConfirm();
            case 13, 14 -> endConfirm(owned);
            case 15 -> fail(owned);
            case 16 -> extend(owned);
            case 17 -> pass(owned, random.nextInt(40));
            case 18 -> park(owned);
            case 19 -> redrive(owned);
            case 20 -> grant(random.nextInt(MEMBERS), 1 + random.nextInt(10));
            default -> fault(owned);
        }
    }

    private void fault(Ledger owned) {
        switch (random.nextInt(24 >> chaos)) {
            case 0 -> leave(owned, true);
            case 1 -> leave(owned, orderly);
            case 2 -> stores.redisUp = !stores.redisUp || orderly;
            case 3 -> {
                if (chaos > 1 && !orderly) {
                    stores.loseRedis();
                    oracle.forget(owned.cursor(), owned.settled());
                }
            }
            case 4 -> discard(owned);
            default -> stores.write(owned);
        }
    }

    private void append(int rows) {
        for (int index = 0; index < rows; index++) {
            long offset = stores.end + (random.nextInt(6) == 0 ? random.nextInt(3) : 0);
            int key = random.nextInt(6);
            boolean again = !stores.log.isEmpty() && random.nextInt(10) == 0;
            Identity identity = again ? anyOf(stores.log).identity() : new Identity(offset, offset % 3);
            stores.append(new Row(offset, key, key < 5, identity, random.nextInt(8) > 0));
        }
    }

    private Row anyOf(TreeMap<Long, Row> log) {
        return log.ceilingEntry(random.nextLong(log.lastKey() + 1)).getValue();
    }

    private void acquire() {
        Ledger owned = stores.open(rules);
        ledger = owned;
        member = random.nextInt(MEMBERS);
        epoch++;
        oracle.opened(owned);
        for (long offset : stores.shelf.keySet()) {
            if (oracle.fate(offset) == null) {
                oracle.settle(offset, Fate.PARKED);
            }
        }
    }

    /** In order, or because its process is gone. */
    private void leave(Ledger owned, boolean inOrder) {
        if (inOrder) {
            given.forEach(owned::putBack);
            counted.forEach(owned::putBack);
            stores.takeBack(owned.overcounted());
            stores.write(owned);
        }
        ledger = null;
        lookUps.clear();
        given.clear();
        counted.clear();
        parking.clear();
    }

    private void lookUp(Ledger owned) {
        if (!stores.redisUp || lookUps.size() > 1 || !owned.takesMore()) {
            return;
        }
        long from = Math.max(
                owned.readFrom(), lookUps.isEmpty() ? 0 : lookUps.getLast().to());
        long to = Math.min(stores.end, from + 1 + random.nextInt(8));
        if (from < to) {
            Set<Long> confirmed = new HashSet<>();
            stores.log.subMap(from, to).values().stream()
                    .filter(row -> stores.confirmed.contains(row.identity()))
                    .forEach(row -> confirmed.add(row.offset()));
            owned.lookUpBegins(to);
            lookUps.add(new LookUp(from, to, confirmed, turn));
        }
    }

    private void tell(Ledger owned) {
        LookUp answer = lookUps.poll();
        if (answer == null) {
            return;
        }
        for (long offset = answer.from(); offset < answer.to(); offset++) {
            Row row = stores.log.get(offset);
            if (offset < owned.readFrom()) {
                continue;
            }
            if (row == null || !row.wanted()) {
                owned.exclude(offset, offset + 1);
                if (row != null) {
                    oracle.settle(offset, Fate.EXCLUDED);
                }
            } else if (answer.confirmed().contains(offset)) {
                owned.settled(offset);
                if (oracle.fate(offset) == null) {
                    oracle.settle(offset, Fate.CONFIRMED);
                }
            } else {
                offer(owned, row, answer.turn());
            }
        }
    }

    private void offer(Ledger owned, Row row, long asked) {
        int pending = owned.pending();
        lookedUp.put(row.offset(), asked);
        owned.offer(row.offset(), row.key(), row.keyed(), row.identity());
        // An owner before may have parked it, whatever became of its copy since
        if (owned.pending() == pending && oracle.fate(row.offset()) == null) {
            check(everConfirmed.contains(row.identity()), "9: the event at %d is left out", row.offset());
            oracle.settle(row.offset(), Fate.CONFIRMED);
        }
    }

    private void give(Ledger owned, int most) {
        List<LedgerEvent> out = owned.next(now, most);
        check(out.size() <= most, "more than asked for");
        for (LedgerEvent delivery : out) {
            if (delivery.counted()) {
                given.add(delivery);
            } else if (credits[member].isSpent() || random.nextInt(30) == 0) {
                owned.putBack(delivery);
            } else {
                start(owned, delivery);
            }
        }
    }

    /** What was tried before is looked up again, then its attempt put down. */
    private void count(Ledger owned) {
        if (given.isEmpty() || !stores.redisUp) {
            return;
        }
        LedgerEvent delivery = given.remove(random.nextInt(given.size()));
        if (stores.confirmed.contains(delivery.identity())) {
            owned.settled(delivery.offset());
            owned.confirmedElsewhere(delivery.identity());
            confirmed(owned, delivery.identity());
        } else {
            lookedUp.put(delivery.offset(), turn);
            delivery.noted = Math.max(delivery.noted, delivery.attempt());
            stores.attempts.put(
                    delivery.offset(), new Attempts.Attempt(delivery.offset(), delivery.attempt(), delivery.firstAt()));
            counted.add(delivery);
        }
    }

    private void startCounted(Ledger owned) {
        if (counted.isEmpty()) {
            return;
        }
        LedgerEvent delivery = counted.remove(random.nextInt(counted.size()));
        if (credits[member].isSpent()) {
            owned.putBack(delivery);
        } else {
            start(owned, delivery);
        }
    }

    private void start(Ledger owned, LedgerEvent delivery) {
        if (owned.start(delivery, now)) {
            credits[member].spend(1, 1);
            spent[member]++;
            oracle.starts(delivery, lookedUp.getOrDefault(delivery.offset(), -1L), epoch);
            if (orderly) {
                oracle.counts(delivery);
            }
            sent.add(new Sent(delivery.offset(), epoch));
        }
    }

    private void beginConfirm() {
        if (!sent.isEmpty() && stores.redisUp) {
            Sent one = sent.get(random.nextInt(sent.size()));
            confirmInRedis(one);
        }
    }

    private void confirmInRedis(Sent one) {
        Identity identity = oracle.row(one.offset()).identity();
        stores.confirmed.add(identity);
        everConfirmed.add(identity);
        confirming.add(one);
    }

    private void endConfirm(Ledger owned) {
        Sent one = confirming.poll();
        if (one == null) {
            return;
        }
        Identity identity = oracle.row(one.offset()).identity();
        if (one.epoch() == epoch && owned.confirm(one.offset()) == Ledger.Verdict.FIRST) {
            confirmed(owned, identity);
        } else if (stores.confirmed.contains(identity)) {
            owned.confirmedElsewhere(identity);
            confirmed(owned, identity);
        }
        if (stores.confirmed.contains(identity)) {
            oracle.answered(identity, turn, one.epoch());
        }
    }

    /** All of the identity that the owner was told about are settled by this. */
    private void confirmed(Ledger owned, Identity identity) {
        for (Row row : stores.log.headMap(owned.readFrom()).values()) {
            if (row.identity().equals(identity)) {
                oracle.confirmed += oracle.inFlight.remove(row.offset()) ? 1 : 0;
                if (oracle.fate(row.offset()) == null) {
                    oracle.settle(row.offset(), Fate.CONFIRMED);
                }
            }
        }
    }

    private void fail(Ledger owned) {
        if (sent.isEmpty()) {
            return;
        }
        Sent one = sent.get(random.nextInt(sent.size()));
        if (one.epoch() == epoch) {
            boolean wasInFlight = oracle.inFlight.remove(one.offset());
            oracle.failed += wasInFlight ? 1 : 0;
            Ledger.Failed failed =
                    owned.fail(one.offset(), FailureAction.values()[Math.max(0, random.nextInt(8) - 5)], now);
            check(!wasInFlight || failed.outcome() != Outcome.UNKNOWN, "the event at %d is unknown", one.offset());
            ended(failed);
        }
    }

    private void ended(Ledger.Failed failed) {
        if (failed.outcome() == Outcome.SKIPPED) {
            oracle.settle(failed.offset(), Fate.SKIPPED);
        } else if (failed.outcome() == Outcome.PARKS) {
            parking.add(failed.offset());
        }
    }

    private void extend(Ledger owned) {
        if (!sent.isEmpty()) {
            long offset = sent.get(random.nextInt(sent.size())).offset();
            check(owned.extend(offset, now) == oracle.inFlight.contains(offset), "%d is not extended", offset);
        }
    }

    private void pass(Ledger owned, int millis) {
        now += millis;
        for (Ledger.Failed failed : owned.expire(now)) {
            check(oracle.inFlight.remove(failed.offset()), "%d expires, but is not in flight", failed.offset());
            oracle.expired++;
            ended(failed);
        }
        owned.next(now, 0);
        check(owned.nextAt() > now, "time stands still");
    }

    private void park(Ledger owned) {
        for (LedgerEvent delivery : owned.parking(random.nextInt(4))) {
            check(barred, "the event at %d is parked, but nothing is any more before it", delivery.offset());
            if (orderly) {
                oracle.parks(delivery, owned.isHopeless(delivery));
            }
            parking.add(delivery.offset());
        }
        if (parking.isEmpty()) {
            return;
        }
        long offset = parking.get(random.nextInt(parking.size()));
        Row row = oracle.row(offset);
        if (random.nextInt(6) == 0) {
            parking.remove(offset);
            stores.shelf.remove(offset);
            owned.notParked(offset);
        } else if (!stores.shelf.containsKey(offset) || random.nextBoolean()) {
            stores.shelf.put(offset, new ParkedIndex.Entry(offset, row.keyed(), row.key(), row.identity()));
        } else {
            parking.remove(offset);
            if (owned.parked(offset)) {
                oracle.settle(offset, Fate.PARKED);
            } else {
                stores.write(owned);
                stores.shelf.remove(offset);
            }
        }
    }

    private void redrive(Ledger owned) {
        if (!stores.redisUp || stores.shelf.isEmpty()) {
            return;
        }
        List<Long> all = new ArrayList<>(stores.shelf.keySet());
        stores.asked.add(all.get(random.nextInt(all.size())));
        for (long offset : List.copyOf(stores.asked)) {
            ParkedIndex.Entry entry = stores.shelf.get(offset);
            if (entry == null) {
                stores.asked.remove(offset);
            } else if (!parking.contains(offset)) {
                redrive(owned, entry);
            }
        }
    }

    private void redrive(Ledger owned, ParkedIndex.Entry entry) {
        if (!stores.confirmed.contains(entry.identity())) {
            oracle.redrives(entry.offset());
            lookedUp.putIfAbsent(entry.offset(), turn);
            owned.redrive(entry.offset());
        } else if (!oracle.inFlight.contains(entry.offset())) {
            gone(owned, entry.offset(), Fate.CONFIRMED);
        }
    }

    private void discard(Ledger owned) {
        if (!stores.shelf.isEmpty()) {
            List<Long> all = new ArrayList<>(stores.shelf.keySet());
            long offset = all.get(random.nextInt(all.size()));
            if (!parking.contains(offset)) {
                gone(owned, offset, Fate.DISCARDED);
            }
        }
    }

    private void gone(Ledger owned, long offset, Fate fate) {
        stores.write(owned);
        stores.shelf.remove(offset);
        owned.discarded(offset);
        oracle.inFlight.remove(offset);
        if (oracle.fate(offset) == Fate.PARKED) {
            oracle.settle(offset, fate);
        }
    }

    private void grant(int who, int events) {
        credits[who].grant(events);
        granted[who] += events;
    }

    /** What a node does after everything that happens. */
    private void tidy() {
        Ledger owned = ledger;
        if (owned == null) {
            return;
        }
        for (Ledger.Redriven redriven : owned.redriven()) {
            long offset = redriven.offset();
            stores.asked.remove(offset);
            if (redriven.processed()) {
                oracle.confirmed += oracle.inFlight.remove(offset) ? 1 : 0;
                if (oracle.fate(offset) == Fate.PARKED) {
                    oracle.settle(offset, Fate.CONFIRMED);
                }
                stores.write(owned);
                stores.shelf.remove(offset);
            }
        }
        List<Long> forgettable = owned.forgettable();
        if (stores.redisUp) {
            forgettable.forEach(stores.attempts::remove);
        }
        if (turn % 4 == 0) {
            oracle.checkAll(owned, credits, granted, spent);
        }
        int most = Math.max(rules.maxWaiting(), 1) + 16;
        check(owned.pending() <= most, "%d are waiting", owned.pending());
    }

    /**
     * Nothing more goes wrong: everything must come to its end by itself, what is parked by being redriven; and then
     * nothing holds back what is new.
     */
    private void finish() {
        stores.redisUp = true;
        settleAll();
        append(12);
        barred = false;
        settleAll();
    }

    private void settleAll() {
        for (int round = 0; round < 3_000; round++) {
            turn++;
            Ledger owned = ledger;
            if (owned == null) {
                acquire();
                continue;
            }
            if (owned.cursor() == stores.end && owned.isQuiet() && stores.shelf.isEmpty()) {
                oracle.checkAll(owned, credits, granted, spent);
                oracle.checkEnd();
                return;
            }
            round(owned);
        }
        check(false, "9: it stalls at %d of %d", ledger == null ? -1 : ledger.cursor(), stores.end);
    }

    private void round(Ledger owned) {
        grant(member, 20);
        lookUp(owned);
        tell(owned);
        give(owned, 20);
        while (!given.isEmpty()) {
            count(owned);
        }
        while (!counted.isEmpty()) {
            startCounted(owned);
        }
        tidy();
        for (long offset : List.copyOf(oracle.inFlight)) {
            confirmInRedis(new Sent(offset, epoch));
        }
        while (!confirming.isEmpty()) {
            endConfirm(owned);
        }
        tidy();
        pass(owned, 60);
        for (int times = 0; times < 8; times++) {
            park(owned);
        }
        tidy();
        redrive(owned);
        tidy();
    }
}
