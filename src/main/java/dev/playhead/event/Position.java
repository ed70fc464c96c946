package dev.playhead.event;

/** The place of one event in the log, for ever. */
public record Position(String topic, int partition, long offset) {}
