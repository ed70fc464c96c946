package dev.playhead.replay.job;

import java.util.Locale;

/** What of the matching events a target is given. */
public enum Mode {
    /** All, confirmed in a scope of this job and target alone. */
    REBUILD,
    /** What the group of the target's name has left unconfirmed, parked or skipped, confirmed for that group. */
    REPAIR;

    /** As it stands in JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
