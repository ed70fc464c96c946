package dev.playhead.group.ledger;

/**
 * The end of a redrive. Its copy is removed after the place that knows it to be settled was written, or the event could come
 * again as if it had never been parked.
 *
 * @param processed whether it was confirmed or skipped, so that its copy is to be removed; else it is parked again
 */
public record Redriven(long offset, boolean processed) {}
