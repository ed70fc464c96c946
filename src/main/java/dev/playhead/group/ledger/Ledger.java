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
 * Owns the states of the events of one partition for one group: settled, at a consumer, waiting for the next attempt,
 * or behind another event. A pure state machine of one thread; its callers pass the time in epoch milliseconds.
 *
 * <p>It takes the log in order, event by event and gap by gap, and gives the events that may be sent. A settled event
 * is confirmed, skipped, parked or excluded, and stays settled. It keeps the order of keys ({@link KeyQueue}), and lets
 * only one of several events of one identity through ({@link SameEvents}). The next owner rebuilds it from the stored
 * state ({@link Restored}).
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
     * Describes a failed attempt.
     *
     * @param attempts the number of attempts of the event
     * @param firstAt the time of its first attempt, in epoch milliseconds
     * @param retryAt the earliest time of its next attempt, in epoch milliseconds; 0 without one
     */
    public record Failed(long offset, Outcome outcome, int attempts, long firstAt, long retryAt) {
        static Failed unknown(long offset) {
            return new Failed(offset, Outcome.UNKNOWN, 0, 0, 0);
        }
    }

    /**
     * The end of a redrive. The caller first writes a cursor with the event as settled, and then removes the copy.
     * Otherwise the event could come again as if it had never been parked.
     *
     * @param processed whether it was confirmed or skipped, so that the caller removes its copy; else it is parked again
     */
    public record Redriven(long offset, Identity identity, boolean processed) {}

    /**
     * Counts attempts by their ends: {@code sent} is the sum of all others.
     *
     * @param sent attempts that began
     * @param inFlight attempts at consumers
     * @param confirmed attempts that a confirmation of any origin ended
     * @param expired attempts with an expired deadline
     * @param released attempts that ended for another reason
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

    // Events to deliver, in the order of the log

    /** Returns the next offset that it expects; it ignores earlier offsets that come again. */
    public long readFrom() {
        return backlog.readFrom();
    }

    /** Returns whether it asks for more events; it also takes events without a request. */
    public boolean takesMore() {
        return queues.startable() < rules.readAhead()
                && pending < rules.maxWaiting()
                && backlog.readFrom() - backlog.cursor() < rules.maxAhead();
    }

    /**
     * Begins a look-up of events that it does not know yet. It keeps confirmations from now on until it knows all
     * events before the offset.
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

    /** Settles an event that the look-up found confirmed, in place of its offer or at any time later. */
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

    /** Drops a known event that the log no longer has. */
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
     * Notes the event whose copy has the offset. After the end of another parked event, a replaced one has the offset
     * again.
     */
    public void parkedThere(ParkedIndex.Entry entry) {
        Identity known = parked.at(entry.offset());
        if (known != null && !known.equals(entry.identity())) {
            discarded(entry.offset());
        }
        if (parked.at(entry.offset()) == null && find(entry.offset()) == null) {
            parked.add(entry);
        }
    }

    /** Returns the identity of the parked event at the offset, also during its redrive; null without one. */
    public @Nullable Identity parkedAt(long offset) {
        return parked.at(offset);
    }

    /** Returns the identity of the open event at the offset; null without one. */
    public @Nullable Identity openAt(long offset) {
        LedgerEvent delivery = find(offset);
        return delivery == null ? null : delivery.identity();
    }

    /**
     * Begins a redrive of a parked event after a look-up without a confirmation.
     *
     * @return whether its redrive runs, now or before; false if it is not parked here, too many events wait, or another
     *     event now at its offset is not settled
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
            redriven.add(new Redriven(offset, entry.identity(), true));
            parked.remove(offset);
            return true;
        }
        LedgerEvent delivery =
                new LedgerEvent(offset, entry.key(), entry.keyed(), entry.identity(), true, State.WAITING);
        redrives.put(offset, delivery);
        take(delivery, false);
        return true;
    }

    /** Parks a redriven event again, because after a cut of the log another event has its offset. */
    private void makeWay(long offset) {
        LedgerEvent former = redrives.get(offset);
        if (former != null) {
            redriven.add(new Redriven(offset, former.identity(), false));
            parked.add(new ParkedIndex.Entry(offset, former.keyed(), former.key(), former.identity()));
            unprocessed(former);
        }
    }

    /** The copy of a parked event is gone without a redrive. */
    public void discarded(long offset) {
        parked.remove(offset);
        LedgerEvent delivery = redrives.get(offset);
        if (delivery != null) {
            redriven.add(new Redriven(offset, delivery.identity(), true));
            unprocessed(delivery);
        }
    }

    // Attempts

    /**
     * Gives events whose attempt may start, in the order of their keys. The caller answers each by {@link #start} or
     * {@link #putBack}, and those that are not {@link LedgerEvent#counted} in this order.
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

    /** Lets events with an ended retry wait take their turn again. */
    public void retryDue(long now) {
        for (LedgerEvent due = retries.due(now); due != null; due = retries.due(now)) {
            rest(due);
        }
    }

    /**
     * Starts an attempt: the event is sent in this turn, and its deadline runs.
     *
     * @return false if it must not be sent, because it was settled since, or an event of its key before it was put
     *     back; then it needs no {@link #putBack}
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
     * Delays a given event to a later turn. {@link #start} puts later events of its key back, unless they are delayed
     * too: then all start in their order.
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

    /** Returns whether the event is known and not settled. */
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

    /**
     * Takes a failure of an event. With {@code PARKS} the caller writes a copy. For an event that has failed before,
     * only another end counts.
     */
    public Failed fail(long offset, FailureAction then, long now) {
        LedgerEvent delivery = find(offset);
        if (delivery == null || delivery.made() == 0 || delivery.is(State.PARKING)) {
            return Failed.unknown(offset);
        }
        failed += delivery.is(State.IN_FLIGHT) ? 1 : 0;
        return end(delivery, then, now);
    }

    /** Restarts the deadline; returns false if no consumer has the event. */
    public boolean extend(long offset, long now) {
        LedgerEvent delivery = find(offset);
        if (delivery == null || !delivery.is(State.IN_FLIGHT)) {
            return false;
        }
        deadlines.remove(delivery);
        deadlines.add(delivery, now);
        return true;
    }

    /** Ends the attempts with expired deadlines. */
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
     * Settles an event with a durable copy.
     *
     * @return false if it was confirmed meanwhile; then the caller removes the copy
     */
    public boolean parked(long offset) {
        LedgerEvent delivery = find(offset);
        if (delivery == null || !delivery.is(State.PARKING)) {
            return false;
        }
        if (delivery.redriven()) {
            redriven.add(new Redriven(offset, delivery.identity(), false));
        }
        parked.add(new ParkedIndex.Entry(offset, delivery.keyed(), delivery.key(), delivery.identity()));
        unprocessed(delivery);
        if (delivery.keyed() && rules.onParked() == GroupSpec.OnParked.BLOCK) {
            condemnQueue(delivery.key());
        }
        return true;
    }

    /** Returns whether the write of its copy runs. */
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

    // The stored state

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

    /** Returns the offsets, since the last call, with attempts that need no longer be kept. */
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
     * Returns, at the end of the ownership, the written attempts that were never sent. They must not use up an event's
     * last attempt.
     *
     * @return the attempts in their place; number 0 for no attempt
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
     * Returns the first event, by offset, that waits for its turn or is given, even if its key blocks it; null without
     * one. Redriven events do not count.
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

    /** Returns the first known unsettled event; null without one. */
    @Nullable
    LedgerEvent first() {
        return backlog.first();
    }

    /** Returns whether no event is at a consumer, given, or in parking. */
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
            // Attempts of before the parking must not use up a redrive
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
                redriven.add(new Redriven(offset, delivery.identity(), true));
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
                redriven.add(new Redriven(each.offset(), each.identity(), true));
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

    /** Returns whether it must be parked for its own attempts, and not for another event of its key. */
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

    /** Changes the state of an event, in the only place that does; all counts by state follow here. */
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
