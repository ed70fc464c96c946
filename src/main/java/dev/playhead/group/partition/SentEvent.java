package dev.playhead.group.partition;

import dev.playhead.event.Identity;
import dev.playhead.group.ledger.LedgerEvent;
import dev.playhead.log.Topic;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One event that was given to a connection, as long as the connection may speak of it; owned by its event loop. */
public final class SentEvent {
    /** What is known of it here. */
    public enum State {
        /** Its ledger is at hand and has not settled it. */
        OPEN,
        /** Its partition is served by another; it may still be confirmed. */
        LOST,
        CONFIRMED,
        /** Skipped or parked; it may still be confirmed. */
        CLOSED
    }

    private final Map<Long, SentEvent> siblings;
    private final Topic topic;
    private final int partition;
    private final long offset;
    private final Identity identity;
    private final int attempt;
    private final String source;
    private final String id;
    public State state = State.OPEN;

    @Nullable
    public ServedPartition share;

    /** Those whose event of the same identity waits until this one is settled. */
    List<ServedPartition> held = List.of();

    /** Another of the same id. */
    @Nullable
    SentEvent sameId;

    /** @param siblings those of its partition */
    SentEvent(ServedPartition share, Map<Long, SentEvent> siblings, LedgerEvent delivery, String source, String id) {
        this.share = share;
        this.siblings = siblings;
        this.topic = share.topic();
        this.partition = share.partition().index();
        this.offset = delivery.offset();
        this.identity = delivery.identity();
        this.attempt = delivery.attempt();
        this.source = source;
        this.id = id;
    }

    Map<Long, SentEvent> siblings() {
        return siblings;
    }

    public Topic topic() {
        return topic;
    }

    public int partition() {
        return partition;
    }

    public long offset() {
        return offset;
    }

    public Identity identity() {
        return identity;
    }

    /** Its number, from 1. */
    int attempt() {
        return attempt;
    }

    public String source() {
        return source;
    }

    public String id() {
        return id;
    }

    boolean isAt(String otherTopic, int otherPartition, long otherOffset) {
        return offset == otherOffset
                && partition == otherPartition
                && topic.name().equals(otherTopic);
    }
}
