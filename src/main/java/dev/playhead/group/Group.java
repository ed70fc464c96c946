package dev.playhead.group;

/**
 * A group as it is known to this node; immutable.
 *
 * @param version grows with every change of the spec
 * @param made when it was made, in epoch milliseconds
 * @param ending whether it is being taken away: nobody may join it any more
 */
public record Group(String name, GroupSpec spec, long version, long made, boolean ending) {}
