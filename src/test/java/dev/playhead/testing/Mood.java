package dev.playhead.testing;

/** How a store in memory answers. */
public enum Mood {
    /** As it should. */
    WELL,
    /** Not at all: what is asked happens when it is well again. */
    HUNG,
    /** With {@code unavailable}. */
    AWAY,
    /** With {@code unavailable}, and yet it does what was asked: the answer was lost. */
    DEAF
}
