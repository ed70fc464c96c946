package dev.playhead.ingest;

import dev.playhead.log.Topic;
import io.vertx.core.Future;
import java.util.List;

/**
 * The shared memory of the identities appended lately, by topic: for a short time and in a bounded number, the oldest
 * forgotten first. Any thread; every Future ends in a bounded time, on any thread, and fails with {@code unavailable}
 * where the memory is away. What failed may have happened, or may yet happen.
 */
public interface DuplicateWindow {
    /** One identity and what is, or is to be, known of it. */
    record Entry(Identity identity, Mark mark) {}

    /**
     * Puts down each mark whose identity is free, in one round trip.
     *
     * @return what was there before, in the order asked: {@link Mark#FREE} where the claim was taken
     */
    Future<List<Mark>> claim(Topic topic, List<Entry> claims);

    /** What is known of each, in the order asked. */
    Future<List<Mark>> look(Topic topic, List<Identity> identities);

    /** Puts {@code next} in the place of {@code expected}; false where something else is there. */
    Future<Boolean> replace(Topic topic, Identity identity, Mark expected, Mark next);

    /**
     * Puts down what became of this node's claims: a position in any case, {@link Mark.Unknown} and
     * {@link Mark#FREE} (which forgets) only where this incarnation's claim still stands.
     */
    Future<Void> settle(Topic topic, List<Entry> ends);

    /** Whether that life of a node goes on; true where that cannot be told yet. */
    Future<Boolean> alive(Incarnation incarnation);
}
