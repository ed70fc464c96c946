package dev.playhead.ingest;

import dev.playhead.event.Identity;
import dev.playhead.event.Partition;
import dev.playhead.log.Topic;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the identities of recent appends by the name of their topic, shared by all nodes. It keeps them for a short time
 * and in a bounded number, and forgets the oldest first. Any thread; every Future ends in a bounded time, on any thread,
 * and fails with {@code unavailable} when the store is unavailable. A failed call may have had its effect, or may still
 * have it.
 *
 * <p>The id of the topic does not count: an append that runs while the topic is deleted and made again may end in the new
 * one. {@link Mark}s tell their topic.
 */
public interface DuplicateWindow {
    /** The most claims that share a page for their results; a look-up of an identity scans the whole page. */
    int MOST_ON_PAGE = 256;

    /** Holds an identity and its present or new mark. */
    record Entry(Identity identity, Mark mark) {}

    /** Replaces one mark by another. */
    record Change(Identity identity, Mark expected, Mark next) {}

    /**
     * The mark of a result to store.
     *
     * @param claimed the claim, if the window took it under that mark; null if this is unknown
     */
    record End(Identity identity, Mark.@Nullable Held claimed, Mark.Stored position) {}

    /**
     * The page for so many claims of events of the partition, at most {@link #MOST_ON_PAGE}: marks that name it are settled
     * with few writings for the whole page, because their events are stored one after the other.
     */
    int page(Partition partition, int claims);

    /**
     * Stores each mark with a free identity, in one round trip; the identities differ.
     *
     * @return the earlier marks, in the given order: {@link Mark#FREE} for a stored claim
     */
    Future<List<Mark>> claim(Topic topic, List<Entry> claims);

    /** Looks up the mark of each identity, in the order asked. */
    Future<List<Mark>> look(Topic topic, List<Identity> identities);

    /**
     * Makes each change if its {@code expected} mark is stored, one after the other. {@link Mark#FREE} means no mark,
     * and as {@code next} it deletes the mark.
     *
     * @return true for each change made, in the given order
     */
    Future<List<Boolean>> replace(Topic topic, List<Change> changes);

    /** Stores positions: for a claim with a page only if its mark is still stored, for others unconditionally. */
    Future<Void> settle(Topic topic, List<End> ends);

    /** Tells whether that incarnation of a node is alive. */
    Future<Life> life(Incarnation incarnation);

    /** Describes whether a node may still append. */
    enum Life {
        /** The node may append. */
        GOES_ON,

        /** The process of the node has just ended; the log may still take its last appends. */
        ENDED_LATELY,

        /** The node appends nothing any more. */
        ENDED
    }
}
