package dev.playhead.group;

/**
 * A group as it is known to this node; immutable.
 *
 * @param version grows with every change of the spec
 * @param made when it was made, in epoch milliseconds
 * @param ending whether it is being taken away: nobody may join it any more
 * @param heldUntil nobody may join it before, in epoch milliseconds, because its cursor is being moved; 0 where it is not.
 *     It ends by itself, so that a node that dies meanwhile does not hold the group for ever
 */
public record Group(String name, GroupSpec spec, long version, long made, boolean ending, long heldUntil) {
    /** A group whose cursor is not being moved. */
    public Group(String name, GroupSpec spec, long version, long made, boolean ending) {
        this(name, spec, version, made, ending, 0);
    }

    /** The next version of the group, held until that moment. */
    public Group held(long until) {
        return new Group(name, spec, version + 1, made, ending, until);
    }

    public boolean isHeld(long now) {
        return heldUntil > now;
    }
}
