package dev.playhead.group;

/** Defines the reserved names of groups and the labels of groups in meters. Any thread. */
public final class GroupNames {
    /** The names of groups that serve targets of replays begin so; no other name does. */
    public static final String RESERVED = "replay.";

    private GroupNames() {}

    /** Returns whether the group serves a target of a replay. */
    public static boolean isReserved(String name) {
        return name.startsWith(RESERVED);
    }

    /**
     * The label of the group in meters. Every replay makes a group of its own, so the label of such a group is that of the
     * target.
     */
    public static String label(String name) {
        int dot = isReserved(name) ? name.indexOf('.', RESERVED.length()) : -1;
        return dot < 0 ? name : RESERVED + name.substring(dot + 1);
    }
}
