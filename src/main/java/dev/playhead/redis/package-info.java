/**
 * What is kept in Redis: the duplicate window ({@link dev.playhead.redis.RedisWindow}), by scripts, over connections
 * that reconnect by themselves ({@link dev.playhead.redis.RedisLink}).
 *
 * <p>Each event loop has a connection of its own; calls may come on any thread, and every Future ends within
 * {@code redis.timeout}. The only importer of {@code io.vertx.redis}; it implements ports of {@code ingest}.
 */
@NullMarked
package dev.playhead.redis;

import org.jspecify.annotations.NullMarked;
