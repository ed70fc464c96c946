package dev.playhead.replay.job;

import dev.playhead.replay.target.Targets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One target of a job, as all nodes know it; how far it is, {@link Targets} tells.
 *
 * @param reason why it is in this state; empty where there is nothing to say
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

    /** @param counts those at its end; null where it has not come to it */
    ReplayTarget failed(String why, @Nullable Counts counts) {
        return new ReplayTarget(name, State.FAILED, why, counts);
    }

    ReplayTarget revived() {
        return state == State.FAILED ? of(name) : this;
    }
}
