package dev.playhead.event;

/** What became of received bytes: an {@link Event} to store, or the {@link Refusal} that says why not. */
public sealed interface Parsed permits Event, Refusal {}
