/**
 * Serves the targets of replays. Each target is a bounded group with its own cursor and confirmations.
 *
 * <p>{@link dev.playhead.replay.target.TargetStreams} serves the connections of targets and reports their progress. Any
 * thread.
 */
@NullMarked
package dev.playhead.replay.target;

import org.jspecify.annotations.NullMarked;
