/**
 * Tells a collector of traces what a node did: batches that it appended and delivered, and how long replays ran.
 *
 * <p>The way through it: who does the work begins a {@link dev.playhead.tracing.Work} by {@link
 * dev.playhead.tracing.Traces}, says of it what there is to say, and ends it. Switched off, which it is by default,
 * both are one object that does nothing; switched on, OpenTelemetry's SDK keeps a bounded number of spans and sends
 * them by a thread of its own. Called on any thread.
 */
@NullMarked
package dev.playhead.tracing;

import org.jspecify.annotations.NullMarked;
