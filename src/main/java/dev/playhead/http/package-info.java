/**
 * Serves HTTP and the management port: routes, media types, answers.
 *
 * <p>{@link dev.playhead.http.HttpEdge} owns the server. {@code AppendRoute} reads one event, a batch or a stream of
 * lines into {@code ingest}. Topics, single events and pages have their own routes. The composition root attaches the
 * WebSocket edge to the same server. A request runs on its event loop.
 */
@NullMarked
package dev.playhead.http;

import org.jspecify.annotations.NullMarked;
