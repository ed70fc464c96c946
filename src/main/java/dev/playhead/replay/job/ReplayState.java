package dev.playhead.replay.job;

import java.util.Locale;
import java.util.Set;

/**
 * The state of a job.
 *
 * <pre>
 * PENDING -> RUNNING <-> PAUSED            all targets settled: RUNNING, PAUSED -> COMPLETED
 *               ^                          by its owner: PENDING, RUNNING, PAUSED, FAILED -> CANCELLED
 *               +------- FAILED (resumed)  a target given up: PENDING, RUNNING, PAUSED -> FAILED
 * </pre>
 */
public enum ReplayState {
    /** Put down, not started yet. */
    PENDING,
    /** The nodes send events to its targets. */
    RUNNING,
    /** The nodes send no event; confirmations still count. */
    PAUSED,
    /** Every event of every target is settled. */
    COMPLETED,
    /** A target was given up, and no other goes on; it can be resumed. */
    FAILED,
    /** Called off for good. */
    CANCELLED;

    /** Returns whether it may directly follow {@code before}. */
    public boolean follows(ReplayState before) {
        return predecessors().contains(before);
    }

    /** Returns whether no further event is sent; a failed replay may resume. */
    public boolean hasEnded() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }

    /** Returns the word for JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    private Set<ReplayState> predecessors() {
        return switch (this) {
            case PENDING -> Set.of();
            case RUNNING -> Set.of(PENDING, PAUSED, FAILED);
            case PAUSED -> Set.of(RUNNING);
            case COMPLETED -> Set.of(RUNNING, PAUSED);
            case FAILED -> Set.of(PENDING, RUNNING, PAUSED);
            case CANCELLED -> Set.of(PENDING, RUNNING, PAUSED, FAILED);
        };
    }
}
