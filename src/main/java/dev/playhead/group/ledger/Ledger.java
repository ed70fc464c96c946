package dev.playhead.group.ledger;

import dev.playhead.event.Identity;
import dev.playhead.event.OffsetRange;
import dev.playhead.group.Attempts;
import dev.playhead.group.FailureAction;
import dev.playhead.group.GroupSpec;
import dev.playhead.group.ParkedIndex;
import dev.playhead.group.ledger.LedgerEvent.State;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.collections.LongArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Owns what became of the events of one partition for one group: which are settled, with a consumer, waiting for their
 * next attempt or behind another. A pure state machine, of one thread; time is told to it in epoch milliseconds.
 *
 * <p>It is told the log in its order, event by event and gap by gap, and gives out what may be sent. What is settled is
 * confirmed, skipped, parked or excluded, and stays so. It keeps the order of keys ({@link KeyQueue}), lets only one of
 * several events of one identity through ({@link SameEvents}), and is rebuilt by the next owner from what lasts ({@link
 * Restored}).
 */
public final class Ledger {
    private final Rules rules;
    private final Backlog backlog;
    private final KeyQueues queues;
    private final SameEvents sameEvents = new SameEvents();
    private final ParkedKeys parked;
    private final Deadlines deadlines;
    private final Retries retries = new Retries();
    private final ArrayDeque<LedgerEvent> condemned = new ArrayDeque<>();
    private final Long2ObjectHashMap<LedgerEvent> redrives = new Long2ObjectHashMap<>();
    private final Long2ObjectHashMap<Attempts.Attempt> tried = new Long2ObjectHashMap<>();

    private LongArrayList forgettable = new LongArrayList();
    private List<Redriven> redriven = new ArrayList<>();
    private long delivered;
    private int pending;
    private int given;
    private int parking;
    private long sent;
    private long confirmed;
    private long failed;
    private long expired;
    private long processed;
    private long waitingFrom = Long.MAX_VALUE;

    /** The answer of a ledger to a confirmation. */
    public enum Verdict {
        /** The confirmation settles the event. */
        FIRST,
        /** The event was settled before. */
        DUPLICATE,
        /** The event has not been delivered. */
        UNKNOWN
    }

    /** The result of a failed attempt. */
    public enum Outcome {
        /** The event waits for its next attempt. */
        RETRIED,
        /** The caller must write a copy of the event, then call {@link Ledger#parked}. */
        PARKS,
        /** The event is settled without having been processed. */
        SKIPPED,
        /** The event was not delivered here, or is settled. */
        UNKNOWN
    }

    /**
     * A failed attempt.
     *
     * @param attempts how often the event has been tried
     * @param firstAt when it was tried first, in epoch milliseconds
     * @param retryAt when it may be tried again at the earliest, in epoch milliseconds; 0 unless it is
     */
    public record Failed(long offset, Outcome outcome, int attempts, long firstAt, long retryAt) {
        static Failed unknown(long offset) {
            return new Failed(offset, Outcome.UNKNOWN, 0, 0, 0);
        }
    }

    /**
     * The end of a redrive. The caller removes the copy only after it has written the cursor that knows the event to be
     * settled; otherwise the event could come again as if it had never been parked.
     *
     * @param processed whether it was confirmed or skipped, so that the caller removes its copy; else it is parked again
     */
    public record Redriven(long offset, boolean processed) {}

    /**
     * Counts attempts by their ends: {@code sent} is the sum of all others.
     *
     * @param sent attempts that began
     * @param inFlight those that are with consumers
     * @param confirmed those that a confirmation ended, from wherever it came
     * @param expired those whose deadline passed
     * @param released those that ended for another reason
     */
    record Tally(long sent, long inFlight, long confirmed, long failed, long expired, long released) {}

    public Ledger(Rules rules, Restored restored) {
        this.rules = rules;
        backlog = new Backlog(restored.cursor(), restored.settled());
        queues = new KeyQueues(rules.onParked() == GroupSpec.OnParked.BLOCK);
        parked = new ParkedKeys(restored.parked(), backlog.readFrom());
        deadlines = new Deadlines(rules.deadlineMillis());
        delivered = restored.delivered();
        restored.attempts().forEach(attempt -> tried.put(attempt.offset(), attempt));
    }

    // What there is to deliver, told in the order of the log

    /** The next offset that it wants to be told about; what stands before it and is told again is not looked at. */
    public long readFrom() {
        return backlog.readFrom();
    }

    /** Returns whether it wants to be told about more; what comes in spite of that is taken. */
    public boolean takesMore() {
        return queues.startable() < rules.readAhead()
                && pending < rules.maxWaiting()
                && backlog.readFrom() - backlog.cursor() < rules.maxAhead();
    }

    /**
     * A look-up begins of events that have not been told yet; what is confirmed from now on is remembered until all before
     * the offset have been.
     */
    public void lookUpBegins(long before) {
        sameEvents.lookUpBegins(before);
    }

    /** [from, to) is nothing for this group: left out by its filter, a hole, gone from the log. */
    public void exclude(long from, long to) {
        if (isNext(from) || to > backlog.readFrom()) {
            told(to);
        }
    }

    /** The look-up found it confirmed: told in the place of its offer, or at any time later. */
    public void settled(long offset) {
        if (offset == backlog.readFrom() && parked.wasParked(offset)) {
            told(offset + 1);
        }
        LedgerEvent delivery = find(offset);
        if (delivery != null) {
            processed(delivery);
        } else if (offset == backlog.readFrom()) {
            pass(offset);
        }
    }

    /** An event that was told cannot be read any more. */
    public void gone(long offset) {
        LedgerEvent delivery = find(offset);
        if (delivery != null) {
            unprocessed(delivery);
        }
    }

    /** An event that the look-up did not find. */
    public void offer(long offset, long key, boolean keyed, Identity identity) {
        if (!isNext(offset)) {
            return;
        }
        if (parked.wasParked(offset, identity)) {
            told(offset + 1);
            return;
        }
        makeWay(offset);
        LedgerEvent same = sameEvents.find(identity);
        if (same != null && same.is(State.SETTLED)) {
            pass(offset);
            return;
        }
        LedgerEvent delivery =
                new LedgerEvent(offset, key, keyed, identity, false, same == null ? State.WAITING : State.TWIN);
        backlog.add(delivery);
        sameEvents.passed(backlog.readFrom());
        take(delivery, offset < delivered);
    }

    /**
     * A parked event, which was looked up and not found confirmed, is to be tried again.
     *
     * @return whether it is on its way, now or before; false where it is not parked here, too much is waiting, or another
     *     event that stands at its offset now is not settled
     */
    public boolean redrive(long offset) {
        if (redrives.containsKey(offset)) {
            return true;
        }
        boolean waits = pending >= rules.maxWaiting() || backlog.find(offset) != null;
        ParkedIndex.Entry entry = waits ? null : parked.redrive(offset);
        if (entry == null) {
            return false;
        }
        LedgerEvent same = sameEvents.find(entry.identity());
        if (same != null && same.is(State.SETTLED)) {
            redriven.add(new Redriven(offset, true));
            parked.remove(offset);
            return true;
        }
        LedgerEvent delivery =
                new LedgerEvent(offset, entry.key(), entry.keyed(), entry.identity(), true, State.WAITING);
        redrives.put(offset, delivery);
        take(delivery, false);
        return true;
    }

    /** The log was cut off, and another event stands where a redriven one stood: that one is parked again. */
    private void makeWay(long offset) {
        LedgerEvent former = redrives.get(offset);
        if (former != null) {
            redriven.add(new Redriven(offset, false));
            parked.add(new ParkedIndex.Entry(offset, former.keyed(), former.key(), former.identity()));
            unprocessed(former);
        }
    }

    /** The copy of a parked event is gone without a redrive. */
    public void discarded(long offset) {
        parked.remove(offset);
        LedgerEvent delivery = redrives.get(offset);
        if (delivery != null) {
            redriven.add(new Redriven(offset, true));
            unprocessed(delivery);
        }
    }

    // Attempts

    /**
     * Gives out events whose attempt may start, the order of their keys held; each must be answered by {@link #start} or
     * {@link #putBack}, those that are not {@link LedgerEvent#counted} in this order.
     */
    public List<LedgerEvent> next(long now, int most) {
        retryDue(now);
        int room = Math.min(most, rules.maxInFlight() - deadlines.count() - given);
        List<LedgerEvent> starting = new ArrayList<>(Math.max(0, Math.min(room, queues.startable())));
        while (starting.size() < room) {
            LedgerEvent delivery = queues.next();
            if (delivery == null) {
                break;
            }
            become(delivery, State.GIVEN, now);
            starting.add(delivery);
        }
        return starting;
    }

    /** Lets those wait for their turn again whose wait before a retry is over. */
    public void retryDue(long now) {
        for (LedgerEvent due = retries.due(now); due != null; due = retries.due(now)) {
            rest(due);
        }
    }

    /**
     * Its attempt begins: it is sent in this very turn, and its deadline runs.
     *
     * @return false where it must not be sent, as it was settled since it was given out, or one before it of its key
     *     was put back; it need not be put back then
     */
    public boolean start(LedgerEvent delivery, long now) {
        if (!delivery.is(State.GIVEN)) {
            return false;
        }
        if (!delivery.queue.reaches(delivery)) {
            rest(delivery);
            return false;
        }
        become(delivery, State.IN_FLIGHT, now);
        sent++;
        delivered = Math.max(delivered, delivery.offset() + 1);
        return true;
    }

    /**
     * It was given out, and is sent in a later turn. What was given out behind it of its key is put back by {@link #start},
     * unless it is delayed too: then both start in their order.
     */
    public void delay(LedgerEvent delivery) {
        if (delivery.is(State.GIVEN)) {
            queues.delay(delivery);
        }
    }

    /** Takes back an event that was given but not sent. */
    public void putBack(LedgerEvent delivery) {
        if (delivery.is(State.GIVEN)) {
            rest(delivery);
        }
    }

    /** Holds a given event until {@link #free}, because a consumer has the same event from another partition. */
    public void hold(LedgerEvent delivery) {
        if (delivery.is(State.GIVEN)) {
            become(delivery, State.TWIN, 0);
        }
    }

    /** Frees the events of the identity that wait for another partition. */
    public void free(Identity identity) {
        LedgerEvent first = sameEvents.find(identity);
        if (first != null && first.is(State.TWIN)) {
            rest(first);
        }
    }

    /** Returns whether the event was told and is not settled. */
    public boolean isPending(long offset) {
        return find(offset) != null;
    }

    public Verdict confirm(long offset) {
        LedgerEvent delivery = find(offset);
        if (delivery == null) {
            return offset < backlog.readFrom() ? Verdict.DUPLICATE : Verdict.UNKNOWN;
        }
        if (delivery.made() == 0) {
            return Verdict.UNKNOWN;
        }
        processed(delivery);
        return Verdict.FIRST;
    }

    /**
     * An event of the identity was confirmed that is not pending here: it was parked or skipped before, or delivered by
     * another owner, or confirmed from outside.
     */
    public void confirmedElsewhere(Identity identity) {
        LedgerEvent delivery = sameEvents.find(identity);
        if (delivery == null) {
            sameEvents.confirmed(new LedgerEvent(-1, 0, false, identity, false, State.SETTLED));
        } else if (!delivery.is(State.SETTLED)) {
            processed(delivery);
        }
    }

    /** {@code PARKS} makes the caller put down a copy; of what has failed already, only another end is taken. */
    public Failed fail(long offset, FailureAction then, long now) {
        LedgerEvent delivery = find(offset);
        if (delivery == null || delivery.made() == 0 || delivery.is(State.PARKING)) {
            return Failed.unknown(offset);
        }
        failed += delivery.is(State.IN_FLIGHT) ? 1 : 0;
        return end(delivery, then, now);
    }

    /** Restarts the deadline; false where it is not with a consumer. */
    public boolean extend(long offset, long now) {
        LedgerEvent delivery = find(offset);
        if (delivery == null || !delivery.is(State.IN_FLIGHT)) {
            return false;
        }
        deadlines.remove(delivery);
        deadlines.add(delivery, now);
        return true;
    }

    /** Ends the attempts whose deadline has passed. */
    public List<Failed> expire(long now) {
        List<Failed> ended = new ArrayList<>();
        for (LedgerEvent late = deadlines.passed(now); late != null; late = deadlines.passed(now)) {
            expired++;
            ended.add(end(late, FailureAction.RETRY, now));
        }
        return ended;
    }

    // Parking

    /**
     * Returns the events to park without a failure of their own, each once: those behind a parked event of their key,
     * and those with their last attempt under an earlier owner ({@link LedgerEvent#isSpent}).
     */
    public List<LedgerEvent> parking(int most) {
        List<LedgerEvent> out = new ArrayList<>();
        while (out.size() < most && !condemned.isEmpty()) {
            LedgerEvent delivery = condemned.remove();
            if (delivery.is(State.CONDEMNED)) {
                State now = isDoomed(delivery) ? State.PARKING : State.WAITING;
                become(delivery, now, 0);
                if (now == State.PARKING) {
                    out.add(delivery);
                }
            }
        }
        return out;
    }

    /**
     * Its copy is durable: it is settled.
     *
     * @return false where it was confirmed meanwhile, so that the copy is to be removed
     */
    public boolean parked(long offset) {
        LedgerEvent delivery = find(offset);
        if (delivery == null || !delivery.is(State.PARKING)) {
            return false;
        }
        if (delivery.redriven()) {
            redriven.add(new Redriven(offset, false));
        }
        parked.add(new ParkedIndex.Entry(offset, delivery.keyed(), delivery.key(), delivery.identity()));
        unprocessed(delivery);
        if (delivery.keyed() && rules.onParked() == GroupSpec.OnParked.BLOCK) {
            condemnQueue(delivery.key());
        }
        return true;
    }

    /** Returns whether a copy of it is being made. */
    public boolean isParking(long offset) {
        LedgerEvent delivery = find(offset);
        return delivery != null && delivery.is(State.PARKING);
    }

    /** Its copy could not be made: {@link #parking} gives it out again. */
    public void notParked(long offset) {
        LedgerEvent delivery = find(offset);
        if (delivery != null && delivery.is(State.PARKING)) {
            become(delivery, State.CONDEMNED, 0);
        }
    }

    // What lasts

    /** The first offset that is not settled. */
    public long cursor() {
        return backlog.cursor();
    }

    /** Ranges above the cursor that are settled, in order, apart from each other. */
    public List<OffsetRange> settled() {
        return parked.with(backlog.settled(), backlog.readFrom());
    }

    /** One past the highest offset that was ever delivered. */
    public long delivered() {
        return delivered;
    }

    /** Those whose attempts need not be kept any more, since this was asked last. */
    public List<Long> forgettable() {
        LongArrayList since = forgettable;
        forgettable = since.isEmpty() ? since : new LongArrayList();
        return since;
    }

    /** The redrives that have ended since this was asked last. */
    public List<Redriven> redriven() {
        List<Redriven> since = redriven;
        redriven = since.isEmpty() ? since : new ArrayList<>();
        return since;
    }

    /**
     * For the next owner, where nothing is given out any more: attempts that were put down, but never sent. They must not
     * use up the event's last one.
     *
     * @return what holds in their place; number 0 where none is known of
     */
    public List<Attempts.Attempt> overcounted() {
        List<Attempts.Attempt> over = new ArrayList<>();
        Consumer<LedgerEvent> look = delivery -> {
            if (delivery.noted > delivery.made()) {
                over.add(new Attempts.Attempt(delivery.offset(), delivery.known(), delivery.firstAt()));
            }
        };
        backlog.each(look);
        redrives.values().forEach(look);
        return over;
    }

    // The order of the log

    /**
     * The first by offset that waits for its turn or has been given out, whether its key lets it go or not; null where
     * there is none. Redriven ones are none of them.
     */
    @Nullable
    public LedgerEvent firstWaiting() {
        LedgerEvent found = backlog.from(waitingFrom, each -> each.is(State.WAITING) || each.is(State.GIVEN));
        waitingFrom = found == null ? Long.MAX_VALUE : found.offset();
        return found;
    }

    // Looking at it

    /** Counts the events that a confirmation has settled. */
    public long processed() {
        return processed;
    }

    /**
     * Returns the next time at which a deadline or a retry is due, in epoch milliseconds; {@link Long#MAX_VALUE} for
     * never.
     */
    public long nextAt() {
        return Math.min(deadlines.nextAt(), retries.nextAt());
    }

    /** Counts the events at consumers. */
    public int inFlight() {
        return deadlines.count();
    }

    /** Counts the events that are not settled, redriven ones included. */
    public int pending() {
        return pending;
    }

    /** The first that is not settled, of what was told; null where there is none. */
    @Nullable
    LedgerEvent first() {
        return backlog.first();
    }

    /** Returns whether nothing is with a consumer, given out or being parked. */
    public boolean isQuiet() {
        return deadlines.count() + given + parking == 0;
    }

    Tally tally() {
        long released = sent - deadlines.count() - confirmed - failed - expired;
        return new Tally(sent, deadlines.count(), confirmed, failed, expired, released);
    }

    private boolean isNext(long offset) {
        if (offset > backlog.readFrom()) {
            throw new IllegalStateException("Told about " + offset + " before " + backlog.readFrom()
                    + ": what is between them would never be delivered");
        }
        return offset == backlog.readFrom();
    }

    private void told(long to) {
        backlog.readTo(to);
        sameEvents.passed(backlog.readFrom());
    }

    /** Passes an offset that is settled without an offer. */
    private void pass(long offset) {
        processed++;
        if (!tried.isEmpty() && tried.remove(offset) != null) {
            forgettable.addLong(offset);
        }
        told(offset + 1);
    }

    private @Nullable LedgerEvent find(long offset) {
        LedgerEvent delivery = backlog.find(offset);
        return delivery != null || redrives.isEmpty() ? delivery : redrives.get(offset);
    }

    private void take(LedgerEvent delivery, boolean wasDelivered) {
        Attempts.Attempt known = tried.isEmpty() ? null : tried.remove(delivery.offset());
        if (known != null) {
            delivery.noted = known.number();
            // What is left of before it was parked must not use up a redrive
            boolean sure = !delivery.redriven() || known.number() > rules.retry() + 1;
            delivery.remember(known.number(), known.firstAt(), sure);
        } else if (wasDelivered) {
            delivery.remember(1, 0, false);
        }
        pending++;
        waits(delivery);
        sameEvents.add(delivery);
        queues.add(delivery);
        if (delivery.is(State.WAITING) && isDoomed(delivery)) {
            become(delivery, State.CONDEMNED, 0);
        }
    }

    /** Ends an attempt that failed or ran out of time, with or without a retry. */
    private Failed end(LedgerEvent delivery, FailureAction then, long now) {
        long offset = delivery.offset();
        int made = delivery.made();
        long firstAt = delivery.firstAt();
        if (then == FailureAction.SKIP) {
            if (delivery.redriven()) {
                redriven.add(new Redriven(offset, true));
                parked.remove(offset);
            }
            unprocessed(delivery);
            return new Failed(offset, Outcome.SKIPPED, made, firstAt, 0);
        }
        delivery.refused |= then == FailureAction.PARK;
        if (then == FailureAction.PARK || delivery.isSpent(rules.retry())) {
            become(delivery, State.PARKING, now);
            return new Failed(offset, Outcome.PARKS, made, firstAt, 0);
        }
        if (delivery.is(State.IN_FLIGHT)) {
            become(delivery, State.RETRYING, now);
        }
        return new Failed(offset, Outcome.RETRIED, made, firstAt, delivery.is(State.RETRYING) ? delivery.at : now);
    }

    /** Settles a confirmed event and all events of its identity. */
    private void processed(LedgerEvent delivery) {
        LedgerEvent each = sameEvents.find(delivery.identity());
        while (each != null) {
            confirmed += each.is(State.IN_FLIGHT) ? 1 : 0;
            processed++;
            if (each.redriven()) {
                redriven.add(new Redriven(each.offset(), true));
                parked.remove(each.offset());
            }
            settle(each);
            each = each.twin;
        }
        sameEvents.confirmed(delivery);
    }

    /** Settles a skipped, parked or discarded event, and frees the next event of its identity. */
    private void unprocessed(LedgerEvent delivery) {
        LedgerEvent other = sameEvents.remove(delivery);
        settle(delivery);
        if (other != null && other.is(State.TWIN)) {
            rest(other);
        }
    }

    private void settle(LedgerEvent delivery) {
        if (delivery.attempt() > 1 || delivery.redriven() && delivery.attempt() > 0) {
            forgettable.addLong(delivery.offset());
        }
        become(delivery, State.SETTLED, 0);
        pending--;
        if (delivery.redriven()) {
            redrives.remove(delivery.offset());
        } else {
            backlog.remove(delivery.offset());
        }
    }

    /** Lets the event wait for its turn, unless it must be parked. */
    private void rest(LedgerEvent delivery) {
        become(delivery, State.WAITING, 0);
        if (isDoomed(delivery)) {
            become(delivery, State.CONDEMNED, 0);
        }
    }

    private boolean isDoomed(LedgerEvent delivery) {
        return isHopeless(delivery) || isBarred(delivery);
    }

    /** Returns whether it is to be parked for what became of its own attempts, and not for another of its key. */
    public boolean isHopeless(LedgerEvent delivery) {
        return delivery.refused || delivery.isSpent(rules.retry());
    }

    private boolean isBarred(LedgerEvent delivery) {
        return rules.onParked() == GroupSpec.OnParked.BLOCK
                && delivery.keyed()
                && !delivery.redriven()
                && parked.bars(delivery.key());
    }

    private void waits(LedgerEvent delivery) {
        if (!delivery.redriven()) {
            waitingFrom = Math.min(waitingFrom, delivery.offset());
        }
    }

    private void condemnQueue(long key) {
        KeyQueue queue = queues.find(key);
        LedgerEvent each = queue == null ? null : queue.first();
        while (each != null) {
            if (each.is(State.WAITING) && isDoomed(each)) {
                become(each, State.CONDEMNED, 0);
            }
            each = each.behind;
        }
    }

    /** The only way by which a delivery changes: whatever counts it by its state learns of it here. */
    private void become(LedgerEvent delivery, State next, long now) {
        switch (delivery.state()) {
            case GIVEN -> given--;
            case IN_FLIGHT -> deadlines.remove(delivery);
            case RETRYING -> retries.remove(delivery);
            case PARKING -> parking--;
            default -> {}
        }
        queues.become(delivery, next, now);
        switch (next) {
            case WAITING -> waits(delivery);
            case GIVEN -> given++;
            case IN_FLIGHT -> deadlines.add(delivery, now);
            case RETRYING ->
                retries.add(
                        delivery,
                        now
                                + rules.backoff()
                                        .millis(
                                                delivery.made(),
                                                delivery.identity().low()));
            case PARKING -> parking++;
            case CONDEMNED -> condemned.add(delivery);
            default -> {}
        }
    }
}
