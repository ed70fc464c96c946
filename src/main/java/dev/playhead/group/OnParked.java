package dev.playhead.group;

/** The treatment of the later events of a parked event's key. */
public enum OnParked {
    /** They go on. */
    PASS,
    /** They are parked behind it, until it has been redriven and confirmed. */
    BLOCK
}
