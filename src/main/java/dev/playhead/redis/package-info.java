/**
 * What is kept in Redis: the duplicate window ({@link dev.playhead.redis.window.RedisWindow}), and of groups who may deliver
 * ({@link dev.playhead.redis.RedisLeases}), what was processed ({@link dev.playhead.redis.confirmations.RedisConfirmations}), how often it
 * was tried ({@link dev.playhead.redis.RedisAttempts}) and what is wanted again ({@link dev.playhead.redis.RedisRedrives});
 * by scripts where more than one thing must happen at once, over connections that reconnect by themselves ({@link
 * dev.playhead.redis.RedisLink}). What was processed is a log of which nodes hold copies: Redis says what came first, and
 * the copies are what is looked into.
 *
 * <p>Each event loop has a connection of its own; calls may come on any thread, and every Future ends within
 * {@code redis.timeout} of when its call goes out. The only importer of {@code io.vertx.redis}; it implements ports of {@code ingest} and {@code group}.
 */
@NullMarked
package dev.playhead.redis;

import org.jspecify.annotations.NullMarked;
