/**
 * Serves the line protocol over TCP: one event per line in, and receipts in the order of the lines out.
 *
 * <p>{@link dev.playhead.tcp.TcpEdge} accepts connections. {@code TcpSession} reads the hello and answers.
 * {@link dev.playhead.ingest.Intake} reads the lines, here and for NDJSON over HTTP. A connection runs on its event
 * loop.
 */
@NullMarked
package dev.playhead.tcp;

import org.jspecify.annotations.NullMarked;
