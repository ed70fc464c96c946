package dev.playhead.replay.job;

import dev.playhead.replay.target.Targets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Holds one target of a job, as all nodes know it; {@link Targets} reports its progress.
 *
 * @param reason the reason of the state; empty without one
 * @param end its counts at its end; null before
 */
public record ReplayTarget(
        String name, State state, String reason, @Nullable Counts end) {
    /** The state of a target. */
    public enum State {
        RUNNING,
        COMPLETED,
        FAILED;

        /** Returns the word for JSON. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static ReplayTarget of(String name) {
        return new ReplayTarget(name, State.RUNNING, "", null);
    }

    public ReplayTarget completed(Counts counts) {
        return new ReplayTarget(name, State.COMPLETED, "", counts);
    }

    /** @param counts its counts at its end; null before the end */
    ReplayTarget failed(String why, @Nullable Counts counts) {
        return new ReplayTarget(name, State.FAILED, why, counts);
    }

    ReplayTarget revived() {
        return state == State.FAILED ? of(name) : this;
    }
}
