/**
 * Meter names in one place: every meter that Playhead publishes is a constant of {@link dev.playhead.metrics.Meter}.
 *
 * <p>Meters may be touched on any thread. It imports nothing of the project.
 */
@NullMarked
package dev.playhead.metrics;

import org.jspecify.annotations.NullMarked;
