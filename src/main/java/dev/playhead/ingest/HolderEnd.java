package dev.playhead.ingest;

import dev.playhead.event.Partition;
import dev.playhead.log.LogReader;
import dev.playhead.log.Topic;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;

/**
 * Finds out for one event whether its claimant appends no longer. A process that has just ended may have sent appends
 * that the log takes a moment later, or that readers do not see yet. So its end counts when readers see every record of
 * the log, and still do after a while. It makes one call at a time, each on the thread that ended the call before.
 */
final class HolderEnd {
    /** The maximum wait for replicas: a silent replica must not hide an event that readers can see. */
    private static final long LOOK_MILLIS = 1_000;

    private static final long WHILE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Incarnation self;
    private final DuplicateWindow window;
    private final LogReader reader;
    private final Topic topic;
    private boolean shown;
    private long shownSince;

    HolderEnd(Incarnation self, DuplicateWindow window, LogReader reader, Topic topic) {
        this.self = self;
        this.window = window;
        this.reader = reader;
        this.topic = topic;
    }

    /**
     * Returns whether the holder has ended and the log has its last append; false if this is not certain. Never fails.
     *
     * @param until the end of the wait for the answer, by {@link System#nanoTime()}
     */
    Future<Boolean> hasEnded(Mark.Held held, long until) {
        Incarnation holder = held.holder();
        // A claim of this incarnation that is not in flight here: its end was never written
        if (holder.node() == self.node() && holder.start() <= self.start()) {
            return Future.succeededFuture(true);
        }
        return window.life(holder)
                .compose(life -> switch (life) {
                    case ENDED -> Future.succeededFuture(true);
                    case ENDED_LATELY -> look(held, until);
                    case GOES_ON -> Future.succeededFuture(notYet());
                })
                .otherwise(failure -> notYet());
    }

    private Future<Boolean> look(Mark.Held held, long until) {
        long left = Math.max(1, (until - System.nanoTime()) / 1_000_000);
        return reader.showsAll(new Partition(topic.name(), held.partition()))
                .timeout(Math.min(left, LOOK_MILLIS), TimeUnit.MILLISECONDS)
                .map(all -> all ? isShownForAWhile() : notYet());
    }

    private boolean isShownForAWhile() {
        long now = System.nanoTime();
        if (!shown) {
            shown = true;
            shownSince = now;
        }
        return now - shownSince >= WHILE_NANOS;
    }

    private boolean notYet() {
        shown = false;
        return false;
    }
}
