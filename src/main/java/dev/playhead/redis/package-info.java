/**
 * Connects to Redis: the links, the scripts, and the small stores of groups. It is the only package that imports
 * {@code io.vertx.redis}.
 *
 * <p>{@link dev.playhead.redis.RedisLink} is a connection that reconnects by itself.
 * {@link dev.playhead.redis.RedisLeases} keeps the right to deliver a partition,
 * {@link dev.playhead.redis.RedisAttempts} the number of deliveries, and {@link dev.playhead.redis.RedisRedrives} the
 * requests to deliver parked events again. The package {@code redis.window} is the duplicate window, and
 * {@code redis.confirmations} the log of confirmations. A script does each change that must be atomic.
 *
 * <p>Each event loop has its own connection. Calls are for any thread. Every Future ends within {@code redis.timeout}
 * after its call left.
 */
@NullMarked
package dev.playhead.redis;

import org.jspecify.annotations.NullMarked;
