package dev.playhead.redis;

/**
 * Whether Redis answers this node.
 *
 * @param reason why it does not; or what should be changed in it, empty where nothing should
 */
public record LinkState(boolean up, String reason) {}
