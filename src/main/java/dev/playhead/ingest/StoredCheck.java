package dev.playhead.ingest;

import dev.playhead.event.EventId;
import dev.playhead.event.Partition;
import dev.playhead.log.Block;
import dev.playhead.log.LogReader;
import dev.playhead.log.Read;
import dev.playhead.log.Topic;
import dev.playhead.log.Topics;
import io.vertx.core.Future;

/**
 * Checks that the log still has an event that the window reports as stored. The log may have lost it: a topic was
 * deleted and made again, or another leader cut off the log's end. Stateless, any thread.
 */
final class StoredCheck {
    private final Topics topics;
    private final LogReader reader;

    StoredCheck(Topics topics, LogReader reader) {
        this.topics = topics;
        this.reader = reader;
    }

    /** The result of the check of a stored event. */
    sealed interface Found {
        /** The event is stored, or retention has removed it. */
        record There() implements Found {}

        /** The log does not have it, and may have another event in its place. */
        record Lost() implements Found {}

        /** The log does not have it, and the topic of that name is another than the one asked about. */
        record MadeAgain(Topic now) implements Found {}
    }

    /** Asks Kafka for the present topic of this name. */
    Future<Topic> now(Topic topic) {
        return topics.current(topic.name());
    }

    /** Asks the log; fails when no topic of this name exists, or the log is unavailable. */
    Future<Found> look(Topic topic, Mark.Stored stored, EventId event) {
        return now(topic).compose(now -> isThere(now, stored, event).map(there -> {
            if (there) {
                return new Found.There();
            }
            return now.id().equals(topic.id()) ? new Found.Lost() : new Found.MadeAgain(now);
        }));
    }

    private Future<Boolean> isThere(Topic now, Mark.Stored stored, EventId event) {
        if (stored.partition() >= now.partitions()) {
            return Future.succeededFuture(false);
        }
        boolean same = stored.tag() == Mark.tag(now);
        // Under a new leader the reader drops its blocks of the log, and it finds the new leader here
        return reader.bounds(now)
                .compose(bounds -> reader.read(new Partition(now.name(), stored.partition()), stored.offset()))
                .map(read -> isThere(read, stored.offset(), event, same));
    }

    /**
     * Returns whether the event is there. An offset without a record proves nothing about another topic.
     *
     * @param same true if the event was stored in this very topic
     */
    private static boolean isThere(Read read, long offset, EventId event, boolean same) {
        if (read instanceof Read.Loaded loaded) {
            Block block = loaded.block();
            int at = block.indexOf(offset);
            boolean hole = at == block.count() || block.offset(at) != offset;
            return hole ? same : block.eventId(at).equals(event);
        }
        return same && read instanceof Read.Lost lost && lost.to() > lost.from();
    }
}
