package dev.playhead.redis;

/** Whether Redis answers this node, and what is to be said of it. */
public record LinkState(boolean up, String reason) {}
