package dev.playhead.sandbox;

/** Whether a child serves now; if not, why not. */
public record ChildState(Child child, boolean up, String reason) {}
