/**
 * The targets of replays: each is a bounded group with a cursor and confirmations of its own.
 *
 * <p>{@link dev.playhead.replay.target.TargetStreams} serves the connections of targets and knows their progress. Any
 * thread.
 */
@NullMarked
package dev.playhead.replay.target;

import org.jspecify.annotations.NullMarked;
