package dev.playhead.ingest;

import dev.playhead.event.Identity;
import dev.playhead.event.Partition;
import dev.playhead.log.Topic;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The shared memory of the identities appended lately, by topic: for a short time and in a bounded number, the oldest
 * forgotten first. Any thread; every Future ends in a bounded time, on any thread, and fails with {@code unavailable}
 * where the memory is away. What failed may have happened, or may yet happen.
 */
public interface DuplicateWindow {
    /** Most claims whose ends are written on one page: what is known of an identity is looked for on all of it. */
    int MOST_ON_PAGE = 256;

    /** One identity and what is, or is to be, known of it. */
    record Entry(Identity identity, Mark mark) {}

    /** Replaces one mark by another. */
    record Change(Identity identity, Mark expected, Mark next) {}

    /**
     * The mark of a result to store.
     *
     * @param claimed the claim, where it was taken under that mark; null where nobody knows whether it was
     */
    record End(Identity identity, Mark.@Nullable Held claimed, Mark.Stored position) {}

    /**
     * The page for so many claims of events of the partition, at most {@link #MOST_ON_PAGE}: marks that name it are settled
     * with few writings for the whole page, because their events are stored one after the other.
     */
    int page(Partition partition, int claims);

    /**
     * Puts down each mark whose identity is free, in one round trip; the identities differ.
     *
     * @return what was there before, in the order asked: {@link Mark#FREE} where the claim was taken
     */
    Future<List<Mark>> claim(Topic topic, List<Entry> claims);

    /** Looks up the mark of each identity, in the order asked. */
    Future<List<Mark>> look(Topic topic, List<Identity> identities);

    /**
     * Makes each change whose {@code expected} mark stands, one after the other; {@link Mark#FREE} stands where nothing
     * does, and as {@code next} it forgets.
     *
     * @return which were made, in the order asked
     */
    Future<List<Boolean>> replace(Topic topic, List<Change> changes);

    /** Puts down positions: of a claim on a page where its mark still stands, of others whatever stands there. */
    Future<Void> settle(Topic topic, List<End> ends);

    /** Returns whether that life of a node goes on; true until the end is certain. */
    Future<Boolean> alive(Incarnation incarnation);
}
