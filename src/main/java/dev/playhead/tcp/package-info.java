/**
 * The line edge: events in over TCP, one a line, receipts back in the order of the lines.
 *
 * <p>{@link dev.playhead.tcp.TcpEdge} accepts, {@code TcpSession} greets and answers, {@link
 * dev.playhead.ingest.Intake} does what NDJSON over HTTP does too. Everything of a connection runs on its event
 * loop.
 */
@NullMarked
package dev.playhead.tcp;

import org.jspecify.annotations.NullMarked;
