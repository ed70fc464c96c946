package dev.playhead.group.ledger;

import dev.playhead.event.Identity;
import dev.playhead.event.OffsetRange;
import dev.playhead.group.GroupSpec;
import dev.playhead.group.ledger.LedgerStores.Row;
import dev.playhead.stream.Credit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Knows from outside what must hold of the deliveries to a group, and fails where it does not. Owned by one world. */
final class LedgerOracle {
    enum Fate {
        CONFIRMED,
        SKIPPED,
        PARKED,
        DISCARDED,
        EXCLUDED
    }

    /** When a confirmation was answered, and under which epoch. */
    private record Answered(long turn, long epoch) {}

    private final Rules rules;
    private final LedgerStores stores;
    private final Map<Long, Fate> fates = new HashMap<>();
    private final Map<Identity, Answered> answered = new HashMap<>();
    private final Set<Long> started = new HashSet<>();
    private final Map<Long, Integer> numbers = new HashMap<>();
    private final Map<Long, Integer> least = new HashMap<>();
    private final Map<Long, Integer> sends = new HashMap<>();
    private final Set<Long> assumed = new HashSet<>();
    private long delivered;
    final Set<Long> inFlight = new HashSet<>();
    long sent;
    long confirmed;
    long failed;
    long expired;

    LedgerOracle(Rules rules, LedgerStores stores) {
        this.rules = rules;
        this.stores = stores;
    }

    @Nullable
    Fate fate(long offset) {
        return fates.get(offset);
    }

    void settle(long offset, Fate fate) {
        Fate old = fates.put(offset, fate);
        boolean legal = old == null
                || old == fate
                || old == Fate.PARKED && fate != Fate.EXCLUDED
                || old == Fate.DISCARDED && fate != Fate.EXCLUDED;
        check(legal, "12: the event at %d was %s and becomes %s", offset, old, fate);
    }

    void opened(Ledger ledger) {
        numbers.clear();
        least.clear();
        stores.attempts.forEach((offset, attempt) -> least.put(offset, attempt.number() + 1));
        delivered = stores.delivered;
        inFlight.clear();
        sent = 0;
        confirmed = 0;
        failed = 0;
        expired = 0;
        fates.entrySet()
                .removeIf(each -> each.getValue() == Fate.SKIPPED
                        && !LedgerStores.covers(ledger.cursor(), ledger.settled(), each.getKey()));
        forget(ledger.cursor(), ledger.settled());
    }

    /** What only Redis knew and does not any more may come again. */
    void forget(long cursor, List<OffsetRange> settled) {
        fates.entrySet()
                .removeIf(each -> each.getValue() == Fate.CONFIRMED
                        && !stores.confirmed.contains(row(each.getKey()).identity())
                        && !LedgerStores.covers(cursor, settled, each.getKey()));
        answered.keySet().retainAll(stores.confirmed);
    }

    /** Its copy may be left of an owner that died before it could remove it, and only Redis knew better. */
    void redrives(long offset) {
        Fate fate = fates.get(offset);
        check(fate == Fate.PARKED || stores.wasLost, "12: the event at %d is redriven, but was %s", offset, fate);
        fates.put(offset, Fate.PARKED);
    }

    void answered(Identity identity, long turn, long epoch) {
        Answered before = answered.get(identity);
        if (before == null || before.epoch() < epoch) {
            answered.put(identity, new Answered(turn, epoch));
        }
    }

    /** @param lookedUp when it was last asked whether it had been confirmed */
    void starts(LedgerEvent delivery, long lookedUp, long epoch) {
        long offset = delivery.offset();
        Row row = row(offset);
        Fate fate = fates.get(offset);
        check(row.wanted(), "12: the event at %d is sent, but not wanted", offset);
        check(
                delivery.redriven() ? fate == Fate.PARKED : fate == null,
                "7, 12: the event at %d is sent, but was %s",
                offset,
                fate);
        Answered answer = answered.get(row.identity());
        check(
                answer == null || answer.turn() > lookedUp && answer.epoch() < epoch,
                "7: the event at %d is sent after its confirmation was answered",
                offset);
        if (started.add(offset) && !delivery.redriven() && row.keyed()) {
            checkOrder(row);
        }
        checkNumber(delivery);
        checkTwins(delivery);
        check(inFlight.add(offset), "the event at %d is sent while it is in flight", offset);
        check(inFlight.size() <= rules.maxInFlight(), "too many are in flight");
        sent++;
    }

    private void checkNumber(LedgerEvent delivery) {
        long offset = delivery.offset();
        Integer number = numbers.put(offset, delivery.attempt());
        int first = !delivery.redriven() && offset < delivered ? 2 : 1;
        check(
                number != null
                        ? delivery.attempt() == number + 1 || delivery.redriven()
                        : delivery.attempt()
                                >= Math.max(first, delivery.redriven() ? 1 : least.getOrDefault(offset, 1)),
                "attempt %d at %d follows %s",
                delivery.attempt(),
                offset,
                number);
        check(delivery.attempt() <= rules.retry() + 2, "attempt %d at %d is too many", delivery.attempt(), offset);
    }

    /**
     * Where every owner leaves in order, each attempt that counts was sent. Only an event that waited while later ones were
     * delivered may begin with its second.
     */
    void counts(LedgerEvent delivery) {
        long offset = delivery.offset();
        if (!delivery.redriven()) {
            int made = sends.merge(offset, 1, Integer::sum);
            if (made == 1 && delivery.attempt() == 2 && offset < delivered) {
                assumed.add(offset);
            }
            check(
                    delivery.attempt() == made + (assumed.contains(offset) ? 1 : 0),
                    "attempt %d at %d is sent, but is number %d",
                    delivery.attempt(),
                    offset,
                    made);
        }
    }

    /** @param hopeless whether it is parked for its own attempts, and not for another of its key */
    void parks(LedgerEvent delivery, boolean hopeless) {
        int made = sends.getOrDefault(delivery.offset(), 0);
        int told = delivery.known() - (assumed.contains(delivery.offset()) ? 1 : 0);
        check(
                delivery.redriven() || (hopeless ? told == made && made > 0 : told <= made),
                "the event at %d is parked after %d attempts, but had %d",
                delivery.offset(),
                told,
                made);
    }

    private void checkTwins(LedgerEvent delivery) {
        for (long other : inFlight) {
            check(
                    delivery.redriven()
                            || fates.get(other) == Fate.PARKED
                            || !row(other).identity().equals(delivery.identity()),
                    "the events at %d and %d are the same, and both are sent",
                    other,
                    delivery.offset());
        }
    }

    private void checkOrder(Row row) {
        for (Row earlier : stores.log.headMap(row.offset()).values()) {
            if (earlier.keyed() && earlier.key() == row.key() && earlier.wanted()) {
                Fate fate = fates.get(earlier.offset());
                boolean block = rules.onParked() == GroupSpec.OnParked.BLOCK;
                boolean done = fate != null && !(block && fate == Fate.PARKED);
                boolean onItsWay = !block && inFlight.contains(earlier.offset());
                check(done || onItsWay, "4: the event at %d overtakes %d of its key", row.offset(), earlier.offset());
            }
        }
    }

    /** Of every offset that was told, ledger and oracle think alike; and the sums hold. */
    void checkAll(Ledger ledger, Credit[] credits, long[] granted, long[] spent) {
        List<OffsetRange> settled = ledger.settled();
        long last = ledger.cursor();
        for (OffsetRange stretch : settled) {
            check(last <= stretch.from() && stretch.from() < stretch.to(), "stretches %s from %d", settled, last);
            last = stretch.to();
        }
        int pending = 0;
        for (Row row : stores.log.headMap(ledger.readFrom()).values()) {
            boolean isSettled = LedgerStores.covers(ledger.cursor(), settled, row.offset());
            Fate fate = fates.get(row.offset());
            check(isSettled == (fate != null), "12: the event at %d: settled %s, %s", row.offset(), isSettled, fate);
            check(
                    row.wanted() || fate == Fate.EXCLUDED,
                    "12: the event at %d is not wanted, but %s",
                    row.offset(),
                    fate);
            pending += fate == null ? 1 : 0;
        }
        check(ledger.pending() >= pending, "%d are pending, not %d", ledger.pending(), pending);
        Ledger.Tally tally = ledger.tally();
        Ledger.Tally expected = new Ledger.Tally(
                sent,
                inFlight.size(),
                confirmed,
                failed,
                expired,
                sent - inFlight.size() - confirmed - failed - expired);
        check(tally.equals(expected), "10: %s, but %s was seen", tally, expected);
        check(tally.released() >= 0, "10: %s", tally);
        for (int member = 0; member < credits.length; member++) {
            Credit credit = credits[member];
            check(
                    credit.granted() == granted[member]
                            && credit.sent() == spent[member]
                            && credit.events() == granted[member] - spent[member],
                    "10: the credit of member %d",
                    member);
        }
    }

    void checkEnd() {
        for (Row row : stores.log.values()) {
            Fate fate = fates.get(row.offset());
            boolean right = row.wanted() ? fate != null && fate != Fate.EXCLUDED : fate == Fate.EXCLUDED;
            check(right && fate != Fate.PARKED, "9: the event at %d ended as %s", row.offset(), fate);
        }
    }

    Row row(long offset) {
        Row row = stores.log.get(offset);
        if (row == null) {
            throw new AssertionError("2: there is no event at " + offset);
        }
        return row;
    }

    static void check(boolean holds, String message, @Nullable Object... arguments) {
        if (!holds) {
            throw new AssertionError(String.format(message, arguments));
        }
    }
}
