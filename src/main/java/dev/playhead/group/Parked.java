package dev.playhead.group;

import dev.playhead.event.Identity;
import dev.playhead.event.Position;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** An event that is set aside for a group after its last failed attempt: what it was, and what became of it. */
public record Parked(String group, Original original, Failure failure) {

    private static final int LONGEST_REASON = 1000;

    /** Why an event is parked that itself never failed. */
    public static final String BEHIND = "behind a parked event of its key";

    /**
     * The event as it is in the log, and a copy that stays when the log lets go of it.
     *
     * @param topicId the log's identity of the topic: the position means nothing in one that was made again
     * @param recorded when it was appended, in epoch milliseconds
     * @param keyed whether it has a key; else {@code key} means nothing
     * @param key the hash of the record's key
     * @param event its CloudEvent in JSON; null where that is too large to be kept twice
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
     * What became of it.
     *
     * @param attempts how often it was tried; 0 where it was not, being behind another
     * @param firstAt when the first attempt began, in epoch milliseconds
     * @param lastAt when the last one failed
     */
    public record Failure(String reason, int attempts, long firstAt, long lastAt) {

        Failure shortly() {
            return new Failure(reason.substring(0, LONGEST_REASON) + "…", attempts, firstAt, lastAt);
        }
    }

    /** This event with its texts cut to what may be kept: the reason is cut, too long an event is left out. */
    Parked within(int maxCopy) {
        String event = original.event();
        boolean copied = event == null || event.getBytes(StandardCharsets.UTF_8).length <= maxCopy;
        boolean told = failure.reason().length() <= LONGEST_REASON;
        return copied && told
                ? this
                : new Parked(group, copied ? original : original.withoutEvent(), told ? failure : failure.shortly());
    }
}
