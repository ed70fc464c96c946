package dev.playhead.log;

import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The topics of the log. Futures complete on any thread; refusals are {@code RefusedException}s. */
public interface Topics {
    /** Returns the topic from memory; null for a topic that only Kafka can answer for. Any thread, never blocks. */
    @Nullable
    Topic cached(String name);

    /**
     * Returns the reason to refuse events for a topic of that name, known or not; null for an accepted name. Never
     * blocks.
     */
    @Nullable
    Refusal nameRefusal(String name);

    /** The topic; fails with {@code topic_not_found}, {@code reserved_topic}, {@code unavailable}. */
    Future<Topic> find(String name);

    /**
     * Asks the log for the present topic: a deleted topic is {@code topic_not_found}, and a topic that was made again
     * has its new id. Fails like {@link #find}.
     */
    Future<Topic> current(String name);

    /** Finds a topic like {@link #find}; empty for an unknown name. */
    default Future<Optional<Topic>> findIfThere(String name) {
        return find(name)
                .map(Optional::of)
                .recover(failure -> failure instanceof RefusedException refused
                                && refused.refusal().problem() == Problem.TOPIC_NOT_FOUND
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(failure));
    }

    /** Finds the topic, or makes it with the default settings if {@code topics.autoCreate} is on. */
    Future<Topic> findOrCreate(String name);

    /** Makes the missing topics if {@code topics.autoCreate} is on; fails like {@link #findOrCreate}. */
    default Future<Void> findOrCreateAll(List<String> names) {
        return Future.all(names.stream().map(this::findOrCreate).toList()).mapEmpty();
    }

    /**
     * Makes the topic; the same again is not an error, other settings are {@code topic_mismatch}.
     *
     * @param retention a limit that it leaves open is unlimited in a new topic, and any in one that exists
     */
    Future<Created> create(String name, int partitions, boolean window, Retention retention);

    /** The same without limits. */
    default Future<Created> create(String name, int partitions, boolean window) {
        return create(name, partitions, window, Retention.OPEN);
    }

    /** Asks the log for the retention of the topic, also one that another tool set. */
    Future<Retention> retention(Topic topic);

    /**
     * Changes the retention, and adds partitions up to this number; a lower number is {@code topic_mismatch}.
     *
     * @param partitions null leaves them as they are
     */
    Future<Topic> change(String name, @Nullable Integer partitions, Retention retention);

    /** Deletes the topic with all its records, for good; fails like {@link #find}. */
    Future<Topic> delete(String name);

    /** Asks the log for its topics now, by name, without reserved ones. */
    Future<List<Topic>> list();

    /** The names of all topics that are not reserved. */
    default Future<Set<String>> names() {
        return list().map(topics -> topics.stream().map(Topic::name).collect(Collectors.toSet()));
    }

    /** Measures the topic: its records by offsets, its bytes, and the times of its first and last records. */
    Future<TopicSize> size(Topic topic);

    /** Measures the topics together, and reads their retention; leaves out topics that the log does not have any more. */
    Future<List<Measured>> measure(List<Topic> topics);

    /** A topic with its size and its limits. */
    record Measured(Topic topic, TopicSize size, Retention retention) {}

    /**
     * Holds the limits after which the log deletes the records of a topic.
     *
     * @param millis the limit of their age; {@link #UNLIMITED} for ever, null for an unset limit
     * @param bytes the limit of each partition's size; {@link #UNLIMITED} for any size, null for an unset limit
     */
    record Retention(@Nullable Long millis, @Nullable Long bytes) {
        public static final long UNLIMITED = -1;

        /** The retention with no limit set. */
        public static final Retention OPEN = new Retention(null, null);

        /** Returns whether the other has each limit that this one sets. */
        public boolean agrees(Retention other) {
            return (millis == null || millis.equals(other.millis())) && (bytes == null || bytes.equals(other.bytes()));
        }
    }

    /** The result of a creation; {@code made} is false for a topic that existed before. */
    record Created(Topic topic, boolean made) {}

    /** @param firstRecorded epoch milliseconds of the first and last record; null for an empty topic */
    record TopicSize(
            List<Bounds> bounds,
            long bytes,
            @Nullable Long firstRecorded,
            @Nullable Long lastRecorded) {}
}
