package dev.playhead.group;

/**
 * The end of a redrive.
 *
 * @param processed whether it was confirmed or skipped, so that its copy is to be removed; else it is parked again
 */
record Redriven(long offset, boolean processed) {}
