/**
 * Paces replays: the bucket of a target, the budget of a node, and the brake for live traffic.
 *
 * <p>All classes are pure except {@link dev.playhead.replay.pacing.NodeBudget}, which a timer drives.
 */
@NullMarked
package dev.playhead.replay.pacing;

import org.jspecify.annotations.NullMarked;
