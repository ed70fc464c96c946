package dev.playhead.replay;

/** How hard live traffic has it on this node. Any thread, never blocks. */
public interface Strain {
    /** How long an append took lately, in milliseconds; 0 where there was none. */
    double appendMillis();

    /** Whether anybody reads live. */
    boolean isRead();
}
