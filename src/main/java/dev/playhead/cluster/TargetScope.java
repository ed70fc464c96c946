package dev.playhead.cluster;

import java.util.Optional;

/** The replay and the target whose hidden group bears the name {@code replay.<replay>.<target>}. */
record TargetScope(String replay, String target) {
    private static final String PREFIX = "replay.";

    /** Empty for a group that is not a target's. */
    static Optional<TargetScope> of(String group) {
        int dot = group.startsWith(PREFIX) ? group.indexOf('.', PREFIX.length()) : -1;
        return dot < 0
                ? Optional.empty()
                : Optional.of(new TargetScope(group.substring(PREFIX.length(), dot), group.substring(dot + 1)));
    }
}
