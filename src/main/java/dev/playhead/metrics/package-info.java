/**
 * Declares all meters. Each meter of Playhead is a constant of {@link dev.playhead.metrics.Meter}, and each published
 * meter of Vert.x and the JVM a constant of {@link dev.playhead.metrics.Borrowed}.
 * {@link dev.playhead.metrics.Registry} publishes them.
 *
 * <p>Any thread may use a meter.
 */
@NullMarked
package dev.playhead.metrics;

import org.jspecify.annotations.NullMarked;
