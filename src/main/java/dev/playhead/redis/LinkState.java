package dev.playhead.redis;

/**
 * The state of the connection to Redis.
 *
 * @param reason why it does not; or what should be changed in it, empty where nothing should
 */
public record LinkState(boolean up, String reason) {}
