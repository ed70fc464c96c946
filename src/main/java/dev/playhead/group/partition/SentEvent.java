package dev.playhead.group.partition;

import dev.playhead.event.Identity;
import dev.playhead.event.Partition;
import dev.playhead.group.FailureAction;
import dev.playhead.group.Lease;
import dev.playhead.group.ledger.Ledger.Verdict;
import dev.playhead.group.ledger.LedgerEvent;
import dev.playhead.log.Topic;
import io.vertx.core.Future;
import java.util.List;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/** One event that a connection sent, as long as the client may name it; owned by the event loop of the connection. */
public final class SentEvent {
    /** The state of the event for this connection. */
    public enum State {
        /** This connection serves the partition, and its ledger has not settled the event. */
        OPEN,
        /** Another connection serves its partition; the client may still confirm it. */
        LOST,
        CONFIRMED,
        /** The event was skipped or parked; the client may still confirm it. */
        CLOSED
    }

    /** The served partition that sent events and settles them. Owned by the event loop of the connection. */
    public interface Owner {
        Topic topic();

        Partition partition();

        Lease lease();

        /** Returns whether the ledger has the event and has not settled it. */
        boolean isPending(long offset);

        /** The store has the confirmation of the event. */
        Verdict confirmed(long offset);

        /** Handles a failure of the consumer. Fails if the event must be parked and cannot be. */
        Future<Void> fail(long offset, FailureAction then, String reason);

        /** Begins the deadline of the event again. */
        void extend(long offset, long now);

        /** Counts confirmations that were not the first of their events. */
        void duplicates(int more);

        /** Releases the event of this identity, because the same event of another partition is settled or lost. */
        void released(Identity identity, boolean confirmed);
    }

    private final Long2ObjectHashMap<SentEvent> siblings;
    private final Topic topic;
    private final int partition;
    private final long offset;
    private final Identity identity;
    private final int attempt;
    private final String source;
    private final String id;
    public State state = State.OPEN;

    /** Null once the event is not open any more. */
    public @Nullable Owner owner;

    /** The partitions with a waiting event of the same identity. */
    List<Owner> held = List.of();

    /** Another event of the same id. */
    @Nullable
    SentEvent sameId;

    /** @param siblings all of its partition, by offset */
    SentEvent(Owner owner, Long2ObjectHashMap<SentEvent> siblings, LedgerEvent event, String source, String id) {
        this.owner = owner;
        this.siblings = siblings;
        this.topic = owner.topic();
        this.partition = owner.partition().index();
        this.offset = event.offset();
        this.identity = event.identity();
        this.attempt = event.attempt();
        this.source = source;
        this.id = id;
    }

    Long2ObjectHashMap<SentEvent> siblings() {
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
}
