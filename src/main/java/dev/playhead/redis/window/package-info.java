/**
 * Keeps the duplicate window in Redis: claims before an append, positions after it.
 *
 * <p>{@link dev.playhead.redis.window.RedisWindow} is the adapter of the port.
 * {@link dev.playhead.redis.window.Gathering} makes large calls of many small ones. Any thread.
 */
@NullMarked
package dev.playhead.redis.window;

import org.jspecify.annotations.NullMarked;
