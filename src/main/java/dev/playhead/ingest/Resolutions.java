package dev.playhead.ingest;

import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import dev.playhead.log.Append;
import dev.playhead.log.LogReader;
import dev.playhead.log.Topic;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Makes the {@link Resolution}s of this node, and holds their shared parts; any thread. */
final class Resolutions<C extends Append> {
    static final long FIRST_PAUSE_MILLIS = 10;

    private record Place(Topic topic, int partition) {}

    private final ConcurrentHashMap<Place, LogSearch> searches = new ConcurrentHashMap<>();
    final LogReader reader;
    final Vertx vertx;
    final WindowSettings settings;
    final Incarnation self;
    final DuplicateWindow window;
    final StoredCheck check;
    final InFlight<C> inFlight;
    final Settling<C> settling;

    private final BiFunction<Topic, C, Future<WindowVerdict<C>>> decideAgain;

    /** @param decideAgain decides on the candidate as one of that topic; called on its event loop */
    Resolutions(
            Vertx vertx,
            WindowSettings settings,
            Incarnation self,
            DuplicateWindow window,
            StoredCheck check,
            BiFunction<Topic, C, Future<WindowVerdict<C>>> decideAgain,
            LogReader reader,
            InFlight<C> inFlight,
            Settling<C> settling) {
        this.vertx = vertx;
        this.settings = settings;
        this.self = self;
        this.window = window;
        this.check = check;
        this.decideAgain = decideAgain;
        this.reader = reader;
        this.inFlight = inFlight;
        this.settling = settling;
    }

    /** Resolves the mark that was stored before the claim. */
    Future<WindowVerdict<C>> resolve(Claim<C> claim, Mark before) {
        return new Resolution<>(this, claim).begin(before);
    }

    /** Finds the outcome of the earlier attempt in the log alone. */
    Future<WindowVerdict<C>> search(Claim<C> claim, Mark.Unknown earlier) {
        return new Resolution<>(this, claim).search(earlier);
    }

    /**
     * Decides on the repetition of a stored event before the window has its position: its claim is still in flight here.
     * Called on the event loop of the candidate.
     */
    Future<WindowVerdict<C>> repeat(Topic topic, C candidate, Claim<C> leader) {
        Context context = vertx.getOrCreateContext();
        Promise<WindowVerdict<C>> verdict = Promise.promise();
        Mark.Stored stored = (Mark.Stored) leader.end();
        check.look(topic, stored, candidate.event().eventId())
                .timeout(settings.patience().toMillis(), TimeUnit.MILLISECONDS)
                .compose(found -> {
                    if (found instanceof StoredCheck.Found.There) {
                        return Future.succeededFuture(duplicate(stored));
                    }
                    if (leader.forget()) {
                        inFlight.leave(leader);
                    }
                    Topic now = found instanceof StoredCheck.Found.MadeAgain another ? another.now() : topic;
                    // If a write of its end runs, the window has it in a moment
                    return vertx.timer(FIRST_PAUSE_MILLIS)
                            .compose(waited -> on(context, () -> decideIn(now, topic, candidate)));
                })
                .otherwise(failure -> new WindowVerdict.Refused<>(notChecked(failure)))
                .onSuccess(decided -> context.runOnContext(turn -> verdict.complete(decided)));
        return verdict.future();
    }

    private static <T> Future<T> on(Context context, Supplier<Future<T>> call) {
        Promise<T> answer = Promise.promise();
        context.runOnContext(turn -> call.get().onComplete(answer));
        return answer.future();
    }

    /**
     * Decides by the topic of now: the answer so far is about another topic, with other partitions for the key. Called on
     * the event loop of the candidate.
     */
    Future<WindowVerdict<C>> decideIn(Topic now, Topic before, C candidate) {
        if (now.partitions() != before.partitions()) {
            return Future.succeededFuture(new WindowVerdict.Refused<>(Problem.UNAVAILABLE.because(
                    "The topic " + now.name() + " was made again meanwhile; send the event again")));
        }
        return decideAgain
                .apply(now, candidate)
                .compose(then -> then instanceof WindowVerdict.Undecided<C> undecided
                        ? undecided.later()
                        : Future.succeededFuture(then))
                .map(then -> then instanceof WindowVerdict.Follows
                        ? new WindowVerdict.Refused<>(Problem.APPEND_UNKNOWN.because(
                                "Another connection is appending the same event; send the event again"))
                        : then);
    }

    WindowVerdict<C> duplicate(Mark.Stored stored) {
        return new WindowVerdict.Duplicate<>(stored.partition(), stored.offset(), stored.recorded());
    }

    static Refusal notChecked(Throwable failure) {
        return RefusedException.is(failure, Problem.TOPIC_NOT_FOUND)
                ? RefusedException.of(failure)
                : Problem.UNAVAILABLE.because(
                        "Playhead stored the event before, but Kafka did not show in time that the log still has it; "
                                + "send the event again");
    }

    LogSearch searchOf(Topic topic, int partition) {
        return searches.computeIfAbsent(
                new Place(topic, partition),
                place -> new LogSearch(reader, topic, new Partition(topic.name(), partition)));
    }
}
