/**
 * The reference on the same Redis: the node's own script of confirmations, called without the node.
 *
 * <p>The way through it: a {@link dev.playhead.load.redis.ConfirmScript} is read from the node's jar and draws its calls;
 * {@link dev.playhead.load.redis.ScriptRun} sends them at a fixed rate, on one thread that writes and one a connection
 * that reads. It imports {@code wire} for the schedule and the percentiles.
 */
@NullMarked
package dev.playhead.load.redis;

import org.jspecify.annotations.NullMarked;
