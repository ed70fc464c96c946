/**
 * Redis: the links, the scripts, and the small stores of groups. The only package that imports {@code io.vertx.redis}.
 *
 * <p>{@link dev.playhead.redis.RedisLink} is a connection that reconnects by itself. {@link dev.playhead.redis.RedisLeases}
 * keeps the right to deliver a partition, {@link dev.playhead.redis.RedisAttempts} the number of deliveries, {@link
 * dev.playhead.redis.RedisRedrives} the parked events that an operator wants again. The package {@code redis.window} is the
 * duplicate window, and {@code redis.confirmations} the log of confirmations. A script does whatever must be one step.
 *
 * <p>Each event loop has a connection of its own. Calls are for any thread. Every Future ends within {@code redis.timeout}
 * after its call left.
 */
@NullMarked
package dev.playhead.redis;

import org.jspecify.annotations.NullMarked;
