package dev.playhead.load.books;

/** An event as a consumer got it. */
public record Delivery(String source, String id, int partition, long offset) {}
