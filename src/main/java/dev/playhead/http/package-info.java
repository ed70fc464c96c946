/**
 * The HTTP edge and the management port: routes, media types, answers.
 *
 * <p>{@link dev.playhead.http.HttpEdge} owns the server; appends go to {@code AppendRoute}, which reads one event, a
 * batch or a stream of lines into {@code ingest}; topics, single events and pages have routes of their own. The
 * WebSocket edge is attached to the same server from outside. Everything of a request runs on its event loop.
 */
@NullMarked
package dev.playhead.http;

import org.jspecify.annotations.NullMarked;
