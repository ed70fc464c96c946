package dev.playhead.delivery;

import dev.playhead.delivery.request.StreamRequest;
import dev.playhead.event.Partition;
import dev.playhead.event.Position;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.log.Topic;
import dev.playhead.stream.Batch;
import dev.playhead.stream.CreditNotice;
import dev.playhead.stream.Gap;
import dev.playhead.stream.Hold;
import dev.playhead.stream.Outlet;
import dev.playhead.stream.PacedStream;
import dev.playhead.stream.ProgressNotifier;
import dev.playhead.stream.StallWatch;
import dev.playhead.stream.TurnTime;
import dev.playhead.tracing.Work;
import io.vertx.core.Context;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Streams old or live events to one subscriber. While it has credit and the outlet accepts more, it moves its cursor
 * and gives the outlet the events; otherwise it does not read. One event loop owns it, and all calls are on it.
 */
public final class Subscription extends PacedStream {

    /**
     * The parts of a subscription.
     *
     * @param closed called once, on its event loop, when it has ended
     */
    record Parts(
            String name,
            StreamRequest request,
            Range.Stretch stretch,
            Outlet outlet,
            Context context,
            DeliveryContext shared,
            Consumer<Subscription> closed) {}

    private final Parts parts;
    private final DeliverySettings settings;
    private final Outlet outlet;
    private final Cursor cursor;
    private final Feeds feeds;
    private final Gatherer gatherer;
    private final TurnTime time;
    private final StallWatch stalls;
    private final CreditNotice notice;
    private final ProgressNotifier progress;
    private final News news;

    Subscription(Parts parts) {
        super(parts.name(), parts.context(), parts.request().credit());
        this.parts = parts;
        this.settings = parts.shared().settings();
        this.outlet = parts.outlet();
        this.cursor = parts.stretch().cursor();
        this.news = new News(this::cut, this::wake, this::close, this::follow);
        this.feeds = new Feeds(
                new Feed.Parts(
                        settings,
                        parts.shared().topics(),
                        parts.shared().reader(),
                        parts.shared().held(),
                        parts.context(),
                        news),
                cursor);
        this.time = new TurnTime(settings.turnTime(), parts.shared().nanos());
        this.gatherer = new Gatherer(
                parts.request(),
                parts.stretch(),
                feeds,
                credit(),
                parts.shared().meters(),
                time);
        this.progress = new ProgressNotifier(
                outlet,
                this::token,
                parts.shared().nanos(),
                settings.tokenInterval().toNanos(),
                settings.behind());
        this.stalls =
                new StallWatch(name(), settings.stalledAfter(), parts.shared().nanos());
        this.notice = new CreditNotice(
                outlet, parts.shared().nanos(), settings.creditNotice().toNanos());
    }

    @Override
    protected void begin() {
        parts.stretch().gaps().forEach(outlet::gap);
        if (parts.stretch().atEnd() && !cursor.isDone()) {
            progress.atEnd();
        }
        turn();
    }

    @Override
    protected void end(boolean ran) {
        feeds.close();
        parts.closed().accept(this);
    }

    @Override
    public String token() {
        return cursor.token();
    }

    @Override
    public List<Position> ends() {
        return cursor.isBounded()
                ? IntStream.range(0, cursor.size())
                        .mapToObj(index -> new Position(
                                cursor.partition(index).topic(),
                                cursor.partition(index).index(),
                                cursor.end(index)))
                        .toList()
                : List.of();
    }

    /** Counts the events that were given to the outlet. */
    public long delivered() {
        return credit().sent();
    }

    List<String> topics() {
        return parts.request().topics();
    }

    @Override
    protected void takeTurn() {
        int left = settings.turn();
        time.begin();
        tellNews();
        while (left > 0 && isOpen()) {
            int looked = gatherer.gather(left);
            left = time.isOver() ? 0 : left - looked;
            send(looked);
            if (!tellNews() && looked == 0) {
                waits();
                break;
            }
        }
        rest(left);
    }

    /** Returns whether it may read; a bounded stream at its end may always end. */
    private boolean isOpen() {
        if (!isRunning()) {
            return false;
        }
        if (cursor.isDone()) {
            outlet.completed(credit().sent(), token());
            close();
            return false;
        }
        if (credit().isSpent()) {
            outlet.starved();
            return false;
        }
        return !outlet.isFull();
    }

    private void send(int looked) {
        Batch batch = gatherer.batch();
        if (looked > 0) {
            stalls.moved();
            progress.moved();
        }
        if (!batch.isEmpty()) {
            credit().spend(batch.events(), batch.bytes());
            parts.shared().meters().sent(batch);
            Work work = parts.shared().traces().sending(batch);
            outlet.events(batch, progress.sent());
            work.put("playhead.subscription", name()).end();
        }
    }

    private void waits() {
        if (gatherer.isStarved()) {
            credit().starve();
            outlet.starved();
        } else if (feeds.areAtEnd()) {
            progress.atEnd();
        }
    }

    private void rest(int left) {
        if (!isRunning()) {
            return;
        }
        feeds.rest();
        progress.place();
        if (left <= 0) {
            wake();
        }
    }

    /** Sends the notices of the feeds, after the events before them. */
    private boolean tellNews() {
        boolean any = false;
        for (Consumer<Outlet> next = news.next(); next != null && isRunning(); next = news.next()) {
            next.accept(outlet);
            any = true;
        }
        return any;
    }

    /** One with an end reads no partition that it did not begin with, and nothing of a topic that was made again. */
    private boolean isNews(Topic now) {
        Topic before = cursor.topic(now.name());
        return !before.id().equals(now.id()) || (!cursor.isBounded() && before.partitions() != now.partitions());
    }

    private void follow(Topic now, Outlet to) {
        if (!isNews(now)) {
            return;
        }
        List<Gap> gaps = cursor.isBounded() ? cursor.giveUp(now.name()) : cursor.follow(now);
        if (cursor.size() > settings.maxPartitions()) {
            close();
            to.failed(Problem.TOO_LARGE.because("The topics now have more partitions than the maximum of "
                    + settings.maxPartitions() + " for one stream (delivery.maxPartitions)"));
            return;
        }
        feeds.follow(now);
        gaps.forEach(to::gap);
        wake();
    }

    /**
     * From the watch: a stream that does not read, because it has no credit or its client takes nothing, learns here that a
     * topic has changed or is gone.
     *
     * @param gone the topics that the log does not have any more
     */
    void lookAtTopics(Map<String, Refusal> gone) {
        if (!isRunning()) {
            return;
        }
        for (String name : topics()) {
            Topic now = parts.shared().topics().cached(name);
            Refusal refusal = gone.get(name);
            if (now != null && isNews(now)) {
                news.changed(now);
                wake();
            } else if (now == null && refusal != null) {
                news.failed(refusal);
                wake();
            }
        }
    }

    /** Takes the present ends of the partitions from the watch, and returns the lag. */
    long watch(Map<Partition, Long> ends) {
        if (!isRunning()) {
            return 0;
        }
        long lag = feeds.lag(ends);
        progress.lag(lag);
        if (lag == 0 && !cursor.isBounded()) {
            progress.atEnd();
        }
        progress.place();
        Hold hold = Hold.of(outlet.isFull(), credit());
        stalls.look(lag, credit(), hold, feeds::describe);
        notice.look(hold, lag > 0, credit());
        return lag;
    }

    boolean isStalled() {
        return stalls.isStalled();
    }

    private void cut() {
        gatherer.cut();
    }
}
