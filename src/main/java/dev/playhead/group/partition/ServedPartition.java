package dev.playhead.group.partition;

import dev.playhead.delivery.Batch;
import dev.playhead.delivery.Cursor;
import dev.playhead.delivery.Feed;
import dev.playhead.delivery.Gap;
import dev.playhead.delivery.Track;
import dev.playhead.event.Identity;
import dev.playhead.event.Partition;
import dev.playhead.event.Position;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import dev.playhead.group.Counted;
import dev.playhead.group.FailureAction;
import dev.playhead.group.GroupCursor;
import dev.playhead.group.Lease;
import dev.playhead.group.Serving;
import dev.playhead.group.ledger.Ledger.Failed;
import dev.playhead.group.ledger.Ledger;
import dev.playhead.group.ledger.Restored;
import dev.playhead.group.ledger.Rules;
import dev.playhead.group.ledger.Ledger.Verdict;
import dev.playhead.group.member.GroupConnection;
import dev.playhead.group.parking.Parked;
import dev.playhead.log.Topic;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One partition that a connection serves under a lease, with all state of it: gives what may be sent, and hears what
 * became of it. Owned by the connection's event loop.
 */
public final class ServedPartition implements Feed.Owner {
    private static final int BLOCKS = 8;

    private enum State {
        SERVING,
        /** Nothing is given out any more; what is with the consumer is waited for. */
        LEAVING,
        CLOSED
    }

    private final GroupConnection stream;
    private final ConnectionContext terms;
    private final Topic topic;
    private final Ledger ledger;
    private final Cursor cursor;
    private final Feed feed;
    private final ConfirmedLookup ahead;
    private final RetryPreparer again;
    private final Sender outgoing;
    private final DeadLetterWriter shelving;
    private final Redriver redriver;
    private final Changes changes;
    private final @Nullable Counting counting;
    private final Blocks blocks = new Blocks(BLOCKS);
    private final GroupMeters.OfTopic meters;
    private final Rate rate;
    private Lease lease;
    private State state = State.SERVING;
    private long leaveAt = Long.MAX_VALUE;
    private @Nullable Long truncatedTo;
    private boolean finished;
    private boolean cutOffBefore;

    public ServedPartition(GroupConnection stream, Loading.Loaded loaded) {
        Lease lease = loaded.lease();
        Restored restored = loaded.restored();
        this.stream = stream;
        this.terms = stream.terms();
        this.topic = loaded.topic();
        this.lease = lease;
        this.meters = terms.meters().of(terms.group(), topic.name());
        this.ledger = new Ledger(Rules.of(terms.spec(), terms.settings()), restored);
        Counted counted = loaded.counted();
        this.counting = counted == null ? null : new Counting(counted);
        long from = counted == null ? ledger.readFrom() : counted.scannedTo();
        this.cursor = Cursor.of(topic, new Track(lease.partition(), from, terms.end(lease.partition()), -1));
        this.feed = terms.delivery().feed(cursor, 0, terms.context(), this);
        this.ahead = new ConfirmedLookup(
                this, ledger, blocks, feed, cursor, Wanted.of(terms, lease.partition(), loaded.repair()));
        this.again = new RetryPreparer(this, ledger, blocks);
        this.outgoing = new Sender(stream, this, blocks, ahead, again, counting);
        this.shelving = new DeadLetterWriter(this, ledger);
        this.redriver = new Redriver(this, ledger, restored.parked());
        this.changes =
                new Changes(terms.settings().placeInterval(), terms.clock().getAsLong());
        this.rate = new Rate(terms.nanos().getAsLong());
    }

    ConnectionContext terms() {
        return terms;
    }

    public Topic topic() {
        return topic;
    }

    public Partition partition() {
        return lease.partition();
    }

    public Lease lease() {
        return lease;
    }

    public GroupMeters.OfTopic meters() {
        return meters;
    }

    public Ledger ledger() {
        return ledger;
    }

    public boolean isClosed() {
        return state == State.CLOSED;
    }

    public boolean isLeaving() {
        return state == State.LEAVING;
    }

    /** Whether it may deliver: its lease has not run out, as far as this node knows. */
    public boolean isValid() {
        return state != State.CLOSED && terms.nanos().getAsLong() - lease.until() < 0;
    }

    public boolean isServing() {
        return state == State.SERVING && isValid();
    }

    public void renewed(Lease renewed) {
        if (renewed.epoch() == lease.epoch()) {
            lease = renewed;
        }
    }

    // ---- what there is to send

    /** Goes on with all that must be done before anything can be sent. */
    public void pump() {
        long now = terms.clock().getAsLong();
        if (state != State.SERVING) {
            shelving.pump(now);
            return;
        }
        if (ahead.pump(outgoing.isHungry(), now)) {
            changes.add();
            outgoing.fed();
        }
        again.pump(now);
        shelving.pump(now);
        blocks.prune(ledger.delivered());
    }

    /** Adds what may be sent now. */
    public void gather(Batch batch, BatchBudget room) {
        if (isServing()) {
            outgoing.gather(batch, room);
        }
    }

    public Sender outgoing() {
        return outgoing;
    }

    /** The event that one of this identity waited for was confirmed, or is out of sight. */
    void released(Identity identity, boolean confirmed) {
        if (state != State.CLOSED && outgoing.release(identity)) {
            if (confirmed) {
                confirmedElsewhere(identity);
            } else {
                ledger.free(identity);
            }
            wake();
        }
    }

    /** The log has let go of it: there is nothing to deliver any more. */
    void gone(long offset) {
        changes.add();
        ledger.gone(offset);
        if (counting != null) {
            counting.lost();
        }
    }

    /** A stretch has been looked at. */
    void told(long to, int records, int wanted) {
        if (counting != null) {
            counting.told(to, records, wanted);
        }
    }

    public void duplicates(int more) {
        if (counting != null && more > 0) {
            changes.add();
            counting.duplicates(more);
        }
    }

    /** Copies of what was redriven have been taken from the shelf. */
    void unshelved() {
        changes.add();
        wake();
    }

    /** Of a bounded group: whether all up to its end is settled. */
    public boolean isDone() {
        return counting != null
                && ledger.cursor() >= terms.end(partition())
                && ledger.pending() == 0
                && redriver.open() == 0
                && ahead.isDone();
    }

    /** Whether it has just come to its end, which is told once. */
    public boolean finishes() {
        boolean now = !finished && isDone();
        finished |= now;
        return now;
    }

    /** It is to be told again that it has come to its end. */
    public void notFinished() {
        finished = false;
    }

    /** What is left of its range cannot be read any more. */
    public void giveUpRest(String reason) {
        long end = terms.end(partition());
        long from = Math.max(cursor.next(0), ahead.readTo());
        if (counting != null && from < end) {
            cursor.jump(0, end);
            feed.close();
            ahead.gap(from, end);
            stream.gap(this, new Gap(partition(), from, end, reason));
            wake();
        }
    }

    /** The log ends there now; what it had beyond, and this group was made for, is gone where that is below its end. */
    public void endsAt(long end) {
        boolean cutOff = counting != null && feed.isAtEnd() && end < terms.end(partition());
        if (cutOff && cutOffBefore) {
            giveUpRest("truncated");
        }
        cutOffBefore = cutOff;
    }

    public boolean isAtEnd() {
        return ahead.isAtEnd();
    }

    // ---- what became of it

    public Verdict confirmed(long offset) {
        changes.confirmed();
        rate.add();
        outgoing.settled(offset);
        return ledger.confirm(offset);
    }

    /** An event of the identity was confirmed that is not with a consumer here. */
    public void confirmedElsewhere(Identity identity) {
        changes.add();
        ledger.confirmedElsewhere(identity);
    }

    /** Fails where it is to be parked and cannot be. */
    public Future<Void> fail(long offset, FailureAction then, String reason) {
        long now = terms.clock().getAsLong();
        Failed failed = ledger.fail(offset, then, now);
        meters.failed.increment();
        return failed(failed, reason, now);
    }

    private Future<Void> failed(Failed failed, String reason, long now) {
        changes.add();
        switch (failed.outcome()) {
            case PARKS -> {
                return shelving.park(
                        failed.offset(), new Parked.Failure(reason, failed.attempts(), failed.firstAt(), now));
            }
            case SKIPPED -> {
                meters.skipped.increment();
                if (counting != null) {
                    counting.skipped();
                }
                closed(failed.offset(), SentEvent.State.CLOSED);
                return write();
            }
            default -> {
                return Future.succeededFuture();
            }
        }
    }

    @Nullable
    public SentEvent handout(long offset) {
        return stream.handouts().at(partition(), offset);
    }

    /** It is settled otherwise than by a confirmation of this connection. */
    void closed(long offset, SentEvent.State how) {
        changes.add();
        outgoing.settled(offset);
        SentEvent handout = stream.handouts().at(partition(), offset);
        if (handout != null && handout.share == this) {
            stream.handouts().settle(handout, how);
        }
    }

    /** Its copy is there, and its ledger knows. */
    void parked(long offset) {
        closed(offset, SentEvent.State.CLOSED);
        redriver.parked(offset);
    }

    void unpark(List<Long> offsets) {
        redriver.unpark(offsets);
    }

    // ---- time

    public void tick(long now) {
        if (state == State.CLOSED) {
            return;
        }
        List<Failed> expired = ledger.expire(now);
        if (!expired.isEmpty()) {
            meters.expired.increment(expired.size());
            expired.forEach(each -> failed(each, "deadline", now));
        }
        redriver.tick();
    }

    /** Looks whether parked events are wanted again, or are gone. */
    public void look() {
        if (state == State.SERVING) {
            redriver.look();
            outgoing.releaseAll();
        }
    }

    public long nextAt() {
        if (state == State.CLOSED) {
            return Long.MAX_VALUE;
        }
        long next = Math.min(Math.min(ledger.nextAt(), ahead.nextAt()), Math.min(again.nextAt(), shelving.nextAt()));
        return Math.min(Math.min(next, changes.dueAt()), leaveAt);
    }

    // ---- what lasts

    public Changes changes() {
        return changes;
    }

    /** The place as of now, which is about to be written. */
    public GroupCursor place(long now) {
        changes.writing(now);
        rate.sample(terms.nanos().getAsLong());
        Long cut = truncatedTo;
        boolean whole = cut == null || counting != null;
        return new GroupCursor(
                terms.group(),
                topic.name(),
                topic.id(),
                partition().index(),
                lease.epoch(),
                whole ? ledger.cursor() : cut,
                whole ? ledger.settled() : List.of(),
                whole ? ledger.delivered() : cut,
                counting == null ? null : counting.now(ledger, redriver.open()));
    }

    /** Writes its place now. */
    public Future<Void> write() {
        return stream.write(this);
    }

    /** How often the event was tried, as far as is known. */
    public int attempt(long offset) {
        SentEvent handout = handout(offset);
        return handout == null || handout.share != this ? 0 : handout.attempt();
    }

    public Serving.Served served(List<Serving.Stuck> stuck) {
        return new Serving.Served(
                partition(),
                terms.member(),
                lease.epoch(),
                ledger.cursor(),
                ledger.delivered(),
                ledger.inFlight(),
                ledger.pending() - ledger.inFlight(),
                outgoing.tried(),
                rate.perSecond(terms.nanos().getAsLong()),
                stuck);
    }

    // ---- its end

    /** Gives out nothing any more, and waits at most so long for what is with the consumer. */
    public void leave(long until) {
        if (state == State.SERVING) {
            state = State.LEAVING;
            leaveAt = until;
            again.putBack();
            feed.close();
        }
    }

    /** Whether what was waited for has come, or will not. */
    public boolean hasLeft(long now) {
        return state == State.LEAVING && (ledger.isQuiet() || now >= leaveAt);
    }

    /** The same, with what is to be done once its place is written; succeeds once another may have it. */
    public Future<Void> close(Future<Void> written) {
        Future<Void> finished = redriver.close(written);
        Future<Void> takenBack = again.takeBack();
        close();
        return Future.join(finished, takenBack, shelving.ended())
                .<Void>mapEmpty()
                .timeout(terms.settings().lease().toMillis(), TimeUnit.MILLISECONDS);
    }

    public void close() {
        if (state != State.CLOSED) {
            state = State.CLOSED;
            again.putBack();
            feed.close();
            stream.handouts().lose(this);
        }
    }

    // ---- what the feed meets

    @Override
    public void gap(Gap gap) {
        if (counting != null && gap.to() < gap.from()) {
            giveUpRest(gap.reason());
            return;
        }
        if (gap.to() >= gap.from()) {
            ahead.gap(gap.from(), gap.to());
        } else {
            truncatedTo = gap.to();
        }
        long end = Math.min(gap.to(), terms.end(partition()));
        stream.gap(this, new Gap(gap.partition(), gap.from(), end, gap.reason()));
    }

    /** What it knows is of another topic than the one of that name now: nothing of it may be delivered or kept. */
    @Override
    public void changed(Topic now) {
        if (now.id().equals(topic.id()) || isTruncated() || state == State.CLOSED) {
            return;
        }
        feed.close();
        if (counting != null) {
            giveUpRest("recreated");
        } else {
            truncatedTo = 0L;
            stream.gap(this, new Gap(partition(), cursor.next(0), 0, "recreated"));
        }
    }

    public boolean isTruncated() {
        return truncatedTo != null;
    }

    @Override
    public void away(Refusal refusal) {}

    @Override
    public void failed(Refusal refusal) {
        if (counting != null && refusal.problem() == Problem.TOPIC_NOT_FOUND) {
            giveUpRest("deleted");
        } else {
            stream.failed(refusal);
        }
    }

    @Override
    public void wake() {
        stream.wake();
    }

    /** Something that it needs does not work; it is tried again. */
    void troubled(Refusal refusal) {
        stream.troubled(this, refusal);
    }

    /** Goes on with an answer on the event loop, unless it has been closed meanwhile. */
    <T> void on(Future<T> asked, Consumer<T> answered, Consumer<Refusal> refused) {
        asked.onComplete(answer -> terms.context().runOnContext(here -> {
            if (state == State.CLOSED) {
                return;
            }
            if (answer.succeeded()) {
                answered.accept(answer.result());
            } else {
                refused.accept(RefusedException.of(answer.cause()));
            }
        }));
    }

    Position position(long offset) {
        return new Position(topic.name(), partition().index(), offset);
    }
}
