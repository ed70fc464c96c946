package dev.playhead.group.partition;

import dev.playhead.delivery.Cursor;
import dev.playhead.delivery.Feed;
import dev.playhead.delivery.Track;
import dev.playhead.event.Identity;
import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import dev.playhead.group.Counted;
import dev.playhead.group.FailureAction;
import dev.playhead.group.GroupCursor;
import dev.playhead.group.Lease;
import dev.playhead.group.Serving;
import dev.playhead.group.ledger.Ledger;
import dev.playhead.group.ledger.Ledger.Failed;
import dev.playhead.group.ledger.Ledger.Verdict;
import dev.playhead.group.ledger.Restored;
import dev.playhead.group.ledger.Rules;
import dev.playhead.group.parking.Parked;
import dev.playhead.log.Topic;
import dev.playhead.stream.Batch;
import dev.playhead.stream.BatchBudget;
import dev.playhead.stream.Gap;
import dev.playhead.stream.TurnTime;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One partition that a connection serves under a lease: owns its ledger and the workers that read, send, retry, redrive
 * and park. Owned by the event loop of the connection.
 */
public final class ServedPartition implements Feed.Owner, SentEvent.Owner, PartitionScope, PartitionEvents {
    private static final int BLOCKS = 8;

    private enum State {
        SERVING,
        /** The partition sends no event, and waits for the events at consumers. */
        LEAVING,
        CLOSED
    }

    private final PartitionHost host;
    private final ConnectionContext connection;
    private final Topic topic;
    private final Ledger ledger;
    private final Cursor cursor;
    private final Feed feed;
    private final SentEvents.OfPartition sent;
    private final ConfirmedLookup lookup;
    private final RetryPreparer retries;
    private final Sender sender;
    private final DeadLetterWriter deadLetters;
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
    private @Nullable Gap lost;
    private int leaderEpoch;
    private boolean finished;
    private boolean cutOffBefore;

    public ServedPartition(
            PartitionHost host, SentEvents sentEvents, ConnectionContext connection, Loading.Loaded loaded) {
        Partition partition = loaded.lease().partition();
        Restored restored = loaded.restored();
        this.host = host;
        this.connection = connection;
        this.topic = loaded.topic();
        this.lease = loaded.lease();
        this.meters = connection.meters().of(connection.group(), topic.name());
        this.ledger = new Ledger(Rules.of(connection.spec(), connection.settings()), restored);
        Counted counted = loaded.counted();
        this.counting = counted == null ? null : new Counting(counted);
        long from = counted == null ? ledger.readFrom() : counted.scannedTo();
        this.cursor = Cursor.of(topic, new Track(partition, from, connection.end(partition), loaded.leaderEpoch()));
        this.feed = connection.delivery().feed(cursor, 0, connection.context(), this);
        this.leaderEpoch = loaded.leaderEpoch();
        this.lost = loaded.gap();
        this.sent = sentEvents.of(this);
        Wanted wanted = Wanted.of(connection, partition, loaded.repair());
        this.lookup = new ConfirmedLookup(this, this, ledger, blocks, feed, cursor, wanted);
        this.retries = new RetryPreparer(this, this, ledger, blocks);
        this.sender = new Sender(host, this, this, sent, ledger, blocks, lookup, retries);
        this.deadLetters = new DeadLetterWriter(this, this, ledger);
        this.redriver = new Redriver(this, this, ledger, restored.parked());
        this.changes = new Changes(connection.settings().placeInterval(), now());
        this.rate = new Rate(connection.nanos().getAsLong());
    }

    @Override
    public ConnectionContext connection() {
        return connection;
    }

    @Override
    public Topic topic() {
        return topic;
    }

    @Override
    public Partition partition() {
        return lease.partition();
    }

    @Override
    public Lease lease() {
        return lease;
    }

    @Override
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

    /** Returns whether it may deliver: by the clock of this node its lease has not expired. */
    public boolean isValid() {
        return state != State.CLOSED && connection.nanos().getAsLong() - lease.until() < 0;
    }

    public boolean isServing() {
        return state == State.SERVING && isValid();
    }

    public void renewed(Lease renewed) {
        if (renewed.epoch() == lease.epoch()) {
            lease = renewed;
        }
    }

    // ---- to be sent

    /** Goes on with all work that comes before sending. */
    public void pump(TurnTime time) {
        long now = now();
        Gap gap = lost;
        if (gap != null) {
            lost = null;
            host.gap(gap);
        }
        if (state != State.SERVING) {
            deadLetters.pump(now);
            return;
        }
        if (lookup.pump(sender.isHungry(), now, time)) {
            changes.add();
            sender.fed();
        }
        retries.pump(now);
        deadLetters.pump(now);
        blocks.prune(ledger.delivered());
    }

    /** Adds the events that may be sent now. */
    public void gather(Batch batch, BatchBudget budget) {
        if (isServing()) {
            sender.gather(batch, budget);
        }
    }

    public Sender sender() {
        return sender;
    }

    @Override
    public void released(Identity identity, boolean confirmed) {
        if (state != State.CLOSED && sender.release(identity)) {
            if (confirmed) {
                confirmedElsewhere(identity);
            } else {
                ledger.free(identity);
            }
            wake();
        }
    }

    @Override
    public void gone(long offset) {
        changes.add();
        ledger.gone(offset);
        if (counting != null) {
            counting.lost();
        }
    }

    @Override
    public void lookedUp(long to, int records, int wanted) {
        if (counting != null) {
            counting.lookedUp(to, records, wanted);
        }
    }

    @Override
    public void cutOff() {
        giveUpRest("truncated");
    }

    @Override
    public void sent(long bytes) {
        changes.add();
        if (counting != null) {
            counting.sent(bytes);
        }
    }

    @Override
    public void cursorChanged() {
        changes.add();
    }

    @Override
    public void duplicates(int more) {
        if (counting != null && more > 0) {
            changes.add();
            counting.duplicates(more);
        }
    }

    /** Returns, for a bounded group, whether all events up to its end are settled. */
    public boolean isDone() {
        return counting != null
                && ledger.cursor() >= connection.end(partition())
                && ledger.pending() == 0
                && redriver.open() == 0
                && lookup.isDone();
    }

    /** Returns whether it has reached its end since the last call. */
    public boolean finishes() {
        boolean now = !finished && isDone();
        finished |= now;
        return now;
    }

    /** Its end could not be written: {@link #finishes} says so again. */
    public void notFinished() {
        finished = false;
    }

    /** The rest of its range cannot be read any more. */
    public void giveUpRest(String reason) {
        long end = connection.end(partition());
        long from = Math.max(cursor.next(0), lookup.readTo());
        if (counting != null && from < end) {
            cursor.jump(0, end);
            feed.close();
            lookup.gap(from, end);
            counting.lostUpTo(end, end - from - settledWithin(from, end));
            changes.add();
            host.gap(new Gap(partition(), from, end, reason));
            wake();
        }
    }

    private long settledWithin(long from, long to) {
        return ledger.settled().stream()
                .mapToLong(each -> Math.max(0, Math.min(each.to(), to) - Math.max(each.from(), from)))
                .sum();
    }

    /**
     * Takes the present end of the log. When it is below the end of a bounded group for two calls in a row, the log was
     * cut off. Then the rest of the range is lost.
     */
    public void endsAt(long end) {
        boolean cutOff = counting != null && feed.isAtEnd() && end < connection.end(partition());
        if (cutOff && cutOffBefore) {
            giveUpRest("truncated");
        }
        cutOffBefore = cutOff;
    }

    public boolean isAtEnd() {
        return lookup.isAtEnd();
    }

    // ---- after it was sent

    @Override
    public boolean isPending(long offset) {
        return ledger.isPending(offset);
    }

    @Override
    public Verdict confirmed(long offset) {
        changes.confirmed();
        rate.add();
        sender.settled(offset);
        return ledger.confirm(offset);
    }

    /** Handles a confirmation of an event of this identity at another partition. */
    public void confirmedElsewhere(Identity identity) {
        changes.add();
        ledger.confirmedElsewhere(identity);
    }

    @Override
    public void extend(long offset, long now) {
        ledger.extend(offset, now);
    }

    @Override
    public Future<Void> fail(long offset, FailureAction then, String reason) {
        long now = now();
        Failed failed = ledger.fail(offset, then, now);
        meters.failed.increment();
        return failed(failed, reason, now);
    }

    private Future<Void> failed(Failed failed, String reason, long now) {
        changes.add();
        switch (failed.outcome()) {
            case PARKS -> {
                return deadLetters.park(
                        failed.offset(), new Parked.Failure(reason, failed.attempts(), failed.firstAt(), now));
            }
            case SKIPPED -> {
                meters.skipped.increment();
                if (counting != null) {
                    counting.skipped();
                }
                settled(failed.offset(), SentEvent.State.CLOSED);
                return write();
            }
            default -> {
                return Future.succeededFuture();
            }
        }
    }

    /** Returns the event that this connection sent from the offset; null without one. */
    @Nullable
    public SentEvent sentEvent(long offset) {
        return sent.at(offset);
    }

    @Override
    public void settled(long offset, SentEvent.State how) {
        changes.add();
        sender.settled(offset);
        sent.settle(offset, how);
    }

    @Override
    public void parked(long offset) {
        settled(offset, SentEvent.State.CLOSED);
        redriver.parked(offset);
    }

    @Override
    public void unpark(long offset, Identity identity) {
        redriver.unpark(offset, identity);
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

    /** Asks which parked events are wanted again, and which are discarded. */
    public void look() {
        if (state == State.SERVING) {
            redriver.look();
            sender.releaseAll();
        }
    }

    public long nextAt() {
        if (state == State.CLOSED) {
            return Long.MAX_VALUE;
        }
        long next =
                Math.min(Math.min(ledger.nextAt(), lookup.nextAt()), Math.min(retries.nextAt(), deadLetters.nextAt()));
        return Math.min(Math.min(next, changes.dueAt()), leaveAt);
    }

    // ---- its durable cursor

    public Changes changes() {
        return changes;
    }

    /** Returns the cursor as of now, for a write. */
    public GroupCursor cursor(long now) {
        changes.writing(now);
        rate.sample(connection.nanos().getAsLong());
        GroupCursor.Progress progress = new GroupCursor.Progress(ledger.cursor(), ledger.settled(), ledger.delivered());
        Long cut = truncatedTo;
        return new GroupCursor(
                connection.group(),
                topic.name(),
                topic.id(),
                partition().index(),
                lease.epoch(),
                cut == null || counting != null ? progress : progress.before(cut),
                new GroupCursor.Basis(leaderEpoch(), connection.spec().filterMark()),
                counting == null ? null : counting.now(ledger, redriver.open()));
    }

    /** Returns the leader epoch: at least that of every read record, whatever the feed has jumped over since. */
    private int leaderEpoch() {
        leaderEpoch = Math.max(leaderEpoch, cursor.epoch(0));
        return leaderEpoch;
    }

    @Override
    public Future<Void> write() {
        return host.write(partition());
    }

    /** Returns the number of the attempt at a consumer; 0 without one. */
    public int attempt(long offset) {
        return sent.attempt(offset);
    }

    public Serving.Served served(List<Serving.Stuck> stuck) {
        return new Serving.Served(
                partition(),
                connection.member(),
                lease.epoch(),
                ledger.cursor(),
                ledger.delivered(),
                new Serving.Load(
                        ledger.inFlight(),
                        ledger.pending() - ledger.inFlight(),
                        sender.tried(),
                        rate.perSecond(connection.nanos().getAsLong())),
                stuck);
    }

    // ---- its end

    /** Sends nothing any more, and waits until then at most for the events that the consumer has. */
    public void leave(long until) {
        if (state == State.SERVING) {
            state = State.LEAVING;
            leaveAt = until;
            retries.putBack();
            feed.close();
        }
    }

    /** Returns whether its wait for events at consumers is over. */
    public boolean hasLeft(long now) {
        return state == State.LEAVING && (ledger.isQuiet() || now >= leaveAt);
    }

    /** Closes it and, once its cursor is written, removes dead letters; succeeds once another may serve it. */
    public Future<Void> close(Future<Void> written) {
        Future<Void> finished = redriver.close(written);
        Future<Void> takenBack = retries.takeBack().compose(done -> forgetLost());
        close();
        return Future.join(finished, takenBack, deadLetters.ended())
                .<Void>mapEmpty()
                .timeout(connection.settings().lease().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The attempts of events that the log has lost must not count for the events that stand there now. */
    private Future<Void> forgetLost() {
        Long cut = truncatedTo;
        return cut == null
                ? Future.succeededFuture()
                : Loading.forgetFrom(connection.stores().attempts(), connection.group(), partition(), cut)
                        .mapEmpty();
    }

    public void close() {
        if (state != State.CLOSED) {
            state = State.CLOSED;
            retries.putBack();
            feed.close();
            sent.lose();
        }
    }

    // ---- from its feed

    @Override
    public void gap(Gap gap) {
        if (counting != null && gap.to() < gap.from()) {
            giveUpRest(gap.reason());
            return;
        }
        if (gap.to() >= gap.from()) {
            lookup.gap(gap.from(), gap.to());
        } else {
            truncatedTo = gap.to();
        }
        long end = Math.min(gap.to(), connection.end(partition()));
        host.gap(new Gap(gap.partition(), gap.from(), end, gap.reason()));
    }

    /**
     * Ends the work on a topic that another one of its name has replaced: nothing of the old one may be delivered or
     * kept.
     */
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
            host.gap(new Gap(partition(), cursor.next(0), 0, "recreated"));
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
            host.failed(refusal);
        }
    }

    @Override
    public void wake() {
        host.wake();
    }

    @Override
    public void troubled(Refusal refusal) {
        host.troubled(partition(), refusal);
    }

    @Override
    public <T> void on(Future<T> asked, Consumer<T> answered, Consumer<Refusal> refused) {
        asked.onComplete(answer -> connection.context().runOnContext(here -> {
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
}
