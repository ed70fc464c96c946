package dev.playhead.ingest;

import dev.playhead.event.Identity;
import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.log.Append;
import dev.playhead.log.EventLog;
import dev.playhead.log.LogReader;
import dev.playhead.log.Topic;
import dev.playhead.log.Topics;
import dev.playhead.metrics.Meter;
import dev.playhead.metrics.Meters;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the new candidates, for all event loops of this node. Each call comes on an event loop, and its answer on the
 * caller's context. Ends of claims may arrive on any thread.
 *
 * <p>Two look-ups decide: first {@link InFlight} on this node, then one round trip for all others to the shared
 * {@link DuplicateWindow}. A {@link Resolution} handles events that another claimant has claimed or stored.
 *
 * @param <C> a candidate: an event that asks to be appended
 */
public final class Deduplication<C extends Append> {
    private static final Logger LOG = LoggerFactory.getLogger(Deduplication.class);

    private final Vertx vertx;
    private final WindowSettings settings;
    private final Incarnation self;
    private final DuplicateWindow window;
    private final EventLog log;
    private final InFlight<C> inFlight = new InFlight<>();
    private final Settling<C> settling;
    private final Resolutions<C> resolutions;
    private final Counter skipped;

    public Deduplication(
            Vertx vertx,
            WindowSettings settings,
            Incarnation self,
            DuplicateWindow window,
            EventLog log,
            Topics topics,
            LogReader reader,
            Meters meters) {
        this.vertx = vertx;
        this.settings = settings;
        this.self = self;
        this.window = window;
        this.log = log;
        this.settling = new Settling<>(vertx, window, inFlight, settings.maxUnwritten());
        this.resolutions = new Resolutions<>(
                vertx,
                settings,
                self,
                window,
                new StoredCheck(topics, reader),
                (topic, candidate) -> decide(topic, List.of(candidate)).map(verdicts -> verdicts.get(0)),
                reader,
                inFlight,
                settling);
        this.skipped = meters.counter(Meter.WINDOW_SKIPPED);
        meters.gauge(Meter.WINDOW_UNWRITTEN, settling, Settling::unwritten);
    }

    /**
     * Returns a verdict for each candidate, in order, in one round trip. It never fails, and completes within
     * {@code window.timeout} in any state of Redis.
     */
    public Future<List<WindowVerdict<C>>> decide(Topic topic, List<C> candidates) {
        Decision decision = new Decision(topic, candidates);
        return decision.asked.isEmpty() ? Future.succeededFuture(decision.verdicts()) : decision.ask();
    }

    /** Returns whether every end has been written to the window; asked for when the node stops. */
    public boolean idle() {
        return settling.unwritten() == 0;
    }

    private boolean appendsInOutage() {
        return settings.onOutage() == WindowSettings.OnOutage.APPEND;
    }

    /** The marks for the claims of one call: those of a partition have the same, as far as its page has room. */
    private final class Marks {
        private final Mark.@Nullable Held[] marks;
        private final int tag;
        private final int[] coming;
        private final int[] room;

        Marks(Topic topic, List<C> candidates) {
            marks = new Mark.Held[topic.partitions()];
            tag = Mark.tag(topic);
            coming = new int[topic.partitions()];
            room = new int[topic.partitions()];
            for (C candidate : candidates) {
                coming[candidate.partition().index()]++;
            }
        }

        /** For the next candidate of the partition. */
        Mark.Held next(Partition partition) {
            int index = partition.index();
            Mark.Held mark = marks[index];
            if (mark == null || room[index] == 0) {
                room[index] = Math.min(coming[index], DuplicateWindow.MOST_ON_PAGE);
                coming[index] -= room[index];
                mark = new Mark.Held(self, tag, index, log.endAtLeast(partition), window.page(partition, room[index]));
                marks[index] = mark;
            }
            room[index]--;
            return mark;
        }
    }

    /** One call of {@link #decide}; owned by the caller's context. */
    private final class Decision {
        private final Topic topic;
        private final @Nullable WindowVerdict<C>[] verdicts;
        private final List<Claim<C>> asked;
        private final int[] places;
        private final Promise<List<WindowVerdict<C>>> decided = Promise.promise();
        private final Context context = vertx.getOrCreateContext();

        @SuppressWarnings("unchecked") // an array has no type argument
        Decision(Topic topic, List<C> candidates) {
            int count = candidates.size();
            this.topic = topic;
            this.verdicts = new WindowVerdict[count];
            this.asked = new ArrayList<>(count);
            this.places = new int[count];
            Marks marks = new Marks(topic, candidates);
            for (int place = 0; place < count; place++) {
                enter(candidates.get(place), place, marks);
            }
        }

        private void enter(C candidate, int place, Marks marks) {
            Mark.Held mark = marks.next(candidate.partition());
            Claim<C> claim = new Claim<>(topic, Identity.of(candidate.event()), candidate, mark, settling);
            Claim<C> leader = inFlight.enter(claim);
            if (leader == null) {
                places[asked.size()] = place;
                asked.add(claim);
            } else {
                C unstored = leader.unstored();
                verdicts[place] = unstored != null
                        ? new WindowVerdict.Follows<>(unstored)
                        : new WindowVerdict.Undecided<>(resolutions.repeat(topic, candidate, leader));
            }
        }

        Future<List<WindowVerdict<C>>> ask() {
            List<DuplicateWindow.Entry> entries = new ArrayList<>(asked.size());
            for (Claim<C> claim : asked) {
                entries.add(new DuplicateWindow.Entry(claim.identity(), claim.mark()));
            }
            long timer = vertx.setTimer(
                    settings.timeout().toMillis(),
                    expired -> answered(Future.failedFuture("no answer within " + settings.timeout())));
            window.claim(topic, entries).onComplete(answer -> {
                if (Vertx.currentContext() == context) {
                    vertx.cancelTimer(timer);
                    answered(answer);
                } else {
                    context.runOnContext(turn -> {
                        vertx.cancelTimer(timer);
                        answered(answer);
                    });
                }
            });
            return decided.future();
        }

        /** The window's answer or the timer, whichever is first. */
        private void answered(AsyncResult<List<Mark>> answer) {
            if (decided.future().isComplete()) {
                return;
            }
            if (answer.succeeded()) {
                List<Mark> marks = answer.result();
                for (int index = 0; index < asked.size(); index++) {
                    verdicts[places[index]] = verdict(asked.get(index), marks.get(index));
                }
            } else {
                LOG.atDebug()
                        .addKeyValue("topic", topic.name())
                        .addKeyValue("events", asked.size())
                        .addKeyValue("reason", String.valueOf(answer.cause()))
                        .log("the duplicate window did not answer");
                for (int index = 0; index < asked.size(); index++) {
                    verdicts[places[index]] = withoutWindow(asked.get(index));
                }
            }
            decided.complete(verdicts());
        }

        private WindowVerdict<C> verdict(Claim<C> claim, Mark before) {
            if (before == Mark.FREE) {
                claim.stands();
                return new WindowVerdict.Fresh<>(claim);
            }
            return new WindowVerdict.Undecided<>(resolutions.resolve(claim, before));
        }

        /** A claim that failed may have been taken, or may yet be: it is ended like any other. */
        private WindowVerdict<C> withoutWindow(Claim<C> claim) {
            if (!appendsInOutage()) {
                settling.end(claim, claim.earlier());
                return new WindowVerdict.Refused<>(Problem.UNAVAILABLE.because(
                        "Redis with the duplicate window is unavailable; the event was not stored"));
            }
            if (claim.earlier() instanceof Mark.Unknown unknown) {
                return new WindowVerdict.Undecided<>(resolutions.search(claim, unknown));
            }
            skipped.increment();
            return new WindowVerdict.Fresh<>(claim);
        }

        @SuppressWarnings("NullAway") // every place has been filled
        private List<WindowVerdict<C>> verdicts() {
            return Arrays.asList(verdicts);
        }
    }
}
