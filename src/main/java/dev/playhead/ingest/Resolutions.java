package dev.playhead.ingest;

import dev.playhead.event.Partition;
import dev.playhead.log.Append;
import dev.playhead.log.LogReader;
import dev.playhead.log.Topic;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/** Makes the {@link Resolution}s of this node, and holds their shared parts; any thread. */
final class Resolutions<C extends Append> {
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

    /** Decides on the candidate as one of another topic; called on its event loop. */
    final BiFunction<Topic, C, Future<WindowVerdict<C>>> decideAgain;

    /** @param decideAgain decides on the candidate as one of another topic */
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

    LogSearch searchOf(Topic topic, int partition) {
        return searches.computeIfAbsent(
                new Place(topic, partition),
                place -> new LogSearch(reader, topic, new Partition(topic.name(), partition)));
    }
}
