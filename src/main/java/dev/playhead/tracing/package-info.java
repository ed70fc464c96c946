/**
 * Sends spans of the node's work to a collector of traces: appended batches, delivered batches, and replays.
 *
 * <p>A caller begins a {@link dev.playhead.tracing.Work} with {@link dev.playhead.tracing.Traces}, adds its attributes,
 * and ends it. Without tracing, the default, both are one object that does nothing. With tracing, OpenTelemetry's SDK
 * keeps a bounded number of spans and sends them on its own thread. Any thread.
 */
@NullMarked
package dev.playhead.tracing;

import org.jspecify.annotations.NullMarked;
