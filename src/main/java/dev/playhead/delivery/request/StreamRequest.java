package dev.playhead.delivery.request;

import dev.playhead.event.EventFilter;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds the request of a subscriber: the topics, the range, the filter, the order, and the first credit.
 *
 * @param topics distinct, sorted by name; empty if the request leaves them to its group
 * @param credit in events; 0 without a first credit
 * @param frame the bounds of one frame
 * @param group the group of this connection; null for a stream without a group
 */
public record StreamRequest(
        List<String> topics,
        Start from,
        Stop to,
        EventFilter filter,
        Order order,
        long credit,
        FrameBounds frame,
        @Nullable OfGroup group) {
    /** The order of records of several partitions; within a partition it is always the order of the log. */
    public enum Order {
        /** The order of arrival, each partition in its turn. */
        PARTITION,
        /** The order by (recorded, topic, partition, offset): the same at every run over the same bounded range. */
        TIME
    }

    /**
     * The bounds of one frame.
     *
     * @param events most events
     * @param bytes most bytes of deliveries; a larger event comes alone
     */
    public record FrameBounds(int events, int bytes) {
        /** The default bounds. */
        public static final FrameBounds DEFAULT = new FrameBounds(256, 65_536);

        public static final FrameBounds ONE = new FrameBounds(1, 1);
    }

    /**
     * Holds the settings of a connection for its group.
     *
     * @param settings from the request: topics, and optionally from and filter
     */
    public record OfGroup(String name, JsonObject settings) {}

    public StreamRequest {
        topics = topics.stream().distinct().sorted().toList();
    }

    /** The same for a subscriber that is paced by its connection alone. */
    public StreamRequest withoutCredit() {
        return new StreamRequest(topics, from, to, filter, order, Long.MAX_VALUE, frame, group);
    }

    /** The same, in as few batches as may be. */
    public StreamRequest ofPage(long maxBytes) {
        return new StreamRequest(
                topics,
                from,
                to,
                filter,
                order,
                credit,
                new FrameBounds(Integer.MAX_VALUE, (int) Math.min(Integer.MAX_VALUE, maxBytes)),
                group);
    }
}
