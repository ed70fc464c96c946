package dev.playhead.group.parking;

import dev.playhead.codec.RecordHeaders;
import dev.playhead.event.Identity;
import dev.playhead.event.Partition;
import dev.playhead.event.Position;
import dev.playhead.log.Block;
import dev.playhead.log.BlockBuilder;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Holds an event parked for a group after its last failed attempt: the original, and its failure. */
public record Parked(String group, Original original, Failure failure) {

    private static final int LONGEST_REASON = 1000;
    private static final int BESIDES = 512;
    private static final byte[] MEDIA_TYPE = "application/cloudevents+json".getBytes(StandardCharsets.UTF_8);
    private static final RecordHeaders STRUCTURED = new Structured();

    /** The name of an event without a copy. */
    static final String UNNAMED = "an unknown source and id";

    /** The reason of an event that is parked without a failure of its own. */
    public static final String BEHIND = "behind a parked event of its key";

    /**
     * Holds the event as in the log, and a copy that outlives it.
     *
     * @param topicId the log's id of the topic: the position is invalid in a topic that was made again
     * @param recorded the time of its append, in epoch milliseconds
     * @param keyed whether it has a key; without one {@code key} has no meaning
     * @param key the hash of the record's key
     * @param event its CloudEvent in JSON; null if it was too large for a copy
     */
    public record Original(
            String topicId,
            Position position,
            long recorded,
            boolean keyed,
            long key,
            Identity identity,
            @Nullable String event) {

        Original withoutEvent() {
            return new Original(topicId, position, recorded, keyed, key, identity, null);
        }
    }

    /**
     * Holds the failure of a parked event.
     *
     * @param attempts the number of its attempts; 0 for an event parked behind another
     * @param firstAt the start of the first attempt, in epoch milliseconds
     * @param lastAt the failure of the last attempt
     */
    public record Failure(String reason, int attempts, long firstAt, long lastAt) {

        Failure shortly() {
            return new Failure(reason.substring(0, LONGEST_REASON) + "…", attempts, firstAt, lastAt);
        }
    }

    /** Returns the copy as a block, for an event that the log has removed; null without a copy. */
    @Nullable
    public Block block() {
        String event = original.event();
        if (event == null) {
            return null;
        }
        Position at = original.position();
        byte[] value = event.getBytes(StandardCharsets.UTF_8);
        BlockBuilder builder =
                new BlockBuilder(new Partition(at.topic(), at.partition()), at.offset(), value.length + BESIDES);
        builder.add(at.offset(), original.recorded(), -1, null, value, STRUCTURED);
        return builder.build(at.offset() + 1);
    }

    /** The source and the id of its copy. */
    String name() {
        Block copy = block();
        return copy == null || copy.count() == 0 ? UNNAMED : "source " + copy.source(0) + ", id " + copy.id(0);
    }

    /** This event in the place of another of that name. */
    Parked replacing(String name) {
        String reason = failure.reason() + " (replaces the parked event of " + name
                + "; the log has lost that event at this offset)";
        return new Parked(
                group, original, new Failure(reason, failure.attempts(), failure.firstAt(), failure.lastAt()));
    }

    /**
     * Returns this event within the limits of a record: with a shortened reason, and without a copy that is too long.
     */
    Parked within(int maxCopy) {
        String event = original.event();
        boolean copied = event == null || event.getBytes(StandardCharsets.UTF_8).length <= maxCopy;
        boolean told = failure.reason().length() <= LONGEST_REASON;
        return copied && told
                ? this
                : new Parked(group, copied ? original : original.withoutEvent(), told ? failure : failure.shortly());
    }

    /** Marks the record as a CloudEvent in JSON. */
    private static final class Structured implements RecordHeaders {
        @Override
        public byte @Nullable [] last(String name) {
            return name.equals("content-type") ? MEDIA_TYPE : null;
        }

        @Override
        public void forEach(BiConsumer<String, byte[]> visitor) {
            visitor.accept("content-type", MEDIA_TYPE);
        }
    }
}
