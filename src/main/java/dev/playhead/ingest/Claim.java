package dev.playhead.ingest;

import dev.playhead.log.Topic;
import org.jspecify.annotations.Nullable;

/**
 * One event under way on this node, from its decision to the writing down of its end. Made and decided on the caller's
 * event loop, ended on any thread, written down by whoever empties the {@link Settling}; each hands it on with a
 * happens-before edge.
 */
public final class Claim {
    private final Topic topic;
    private final Identity identity;
    private final Candidate candidate;
    private final long logEnd;

    private Mark end = Mark.FREE;
    private @Nullable Claim next;

    Claim(Topic topic, Identity identity, Candidate candidate, long logEnd) {
        this.topic = topic;
        this.identity = identity;
        this.candidate = candidate;
        this.logEnd = logEnd;
    }

    Topic topic() {
        return topic;
    }

    Identity identity() {
        return identity;
    }

    Candidate candidate() {
        return candidate;
    }
}
