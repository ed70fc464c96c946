package dev.playhead.event;

/** A record header of the log: a name and its bytes, which nobody changes. */
@SuppressWarnings("ArrayRecordComponent") // never compared: it travels from the edge to the producer
public record Header(String name, byte[] value) {}
