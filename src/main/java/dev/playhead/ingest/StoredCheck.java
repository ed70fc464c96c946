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

        /** The log was cut off before it, and may have another event in its place. */
        record CutOff() implements Found {}

        /** The event was stored in a deleted topic of this name. */
        record MadeAgain(Topic now) implements Found {}
    }

    /** Asks the log; fails when no topic of this name exists, or the log is unavailable. */
    Future<Found> look(Topic topic, Mark.Stored stored, EventId event) {
        return topics.current(topic.name()).compose(now -> {
            if (!now.id().equals(topic.id())) {
                return Future.succeededFuture(new Found.MadeAgain(now));
            }
            // Under a new leader the reader drops its blocks of the log, and it finds the new leader here
            return reader.bounds(now)
                    .compose(bounds -> reader.read(new Partition(topic.name(), stored.partition()), stored.offset()))
                    .map(read -> isThere(read, stored.offset(), event) ? new Found.There() : new Found.CutOff());
        });
    }

    private static boolean isThere(Read read, long offset, EventId event) {
        if (read instanceof Read.Loaded loaded) {
            Block block = loaded.block();
            int at = block.indexOf(offset);
            boolean hole = at == block.count() || block.offset(at) != offset;
            return hole || block.eventId(at).equals(event);
        }
        return read instanceof Read.Lost lost && lost.to() > lost.from();
    }
}
