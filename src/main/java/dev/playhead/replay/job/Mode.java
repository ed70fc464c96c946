package dev.playhead.replay.job;

import java.util.Locale;

/** The choice of the matching events for a target. */
public enum Mode {
    /** All, confirmed in a scope of this job and target alone. */
    REBUILD,
    /**
     * The events that the group of the target's name has left unconfirmed, parked or skipped, confirmed for that group.
     */
    REPAIR;

    /** Returns the word for JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
