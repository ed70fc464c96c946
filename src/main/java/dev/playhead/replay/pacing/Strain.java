package dev.playhead.replay.pacing;

/** How hard live traffic has it on this node. Any thread, never blocks. */
public interface Strain {
    /** How many appends have ended since the node started; {@link #appendMillis} has the time they took. */
    long appends();

    /** How long all appends together have taken since the node started, in milliseconds. */
    double appendMillis();

    /** Whether anybody reads live. */
    boolean isRead();
}
