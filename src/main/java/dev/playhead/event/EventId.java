package dev.playhead.event;

/** The name of an event within its topic. */
public record EventId(String source, String id) {}
