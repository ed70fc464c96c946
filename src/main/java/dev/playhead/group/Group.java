package dev.playhead.group;

/**
 * Describes a group as this node knows it; immutable.
 *
 * @param version grows with every change of the spec
 * @param made the time of its creation, in epoch milliseconds
 * @param ending true during its deletion: no connection may join it
 * @param heldUntil the end of a cursor move, in epoch milliseconds: no connection may join before; 0 without a move. It
 *     ends by itself, so that a node that dies meanwhile does not hold the group for ever
 */
public record Group(String name, GroupSpec spec, long version, long made, boolean ending, long heldUntil) {
    /** Makes a group without a cursor move. */
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
