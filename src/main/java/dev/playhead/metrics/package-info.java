/**
 * Meter names in one place: every meter that Playhead publishes is a constant of {@link dev.playhead.metrics.Meter},
 * those of Vert.x and the JVM that are let through of {@link dev.playhead.metrics.Borrowed}; all are in the {@link
 * dev.playhead.metrics.Registry}.
 *
 * <p>Meters may be touched on any thread.
 */
@NullMarked
package dev.playhead.metrics;

import org.jspecify.annotations.NullMarked;
