/**
 * The WebSocket edge: one subscription a socket, in the frames of {@code playhead.v1} or as bare CloudEvents.
 *
 * <p>The HTTP edge hands {@link dev.playhead.ws.WsEdge} the requests that want to become WebSockets. Each becomes a
 * {@code WsSession}, which reads the client's frames, opens a subscription of {@code delivery} and is its way out
 * through {@code FrameOutlet} or {@code EventOutlet}; a {@code Heartbeat} tells whether the peer still lives. A
 * session belongs to one event loop.
 */
@NullMarked
package dev.playhead.ws;

import org.jspecify.annotations.NullMarked;
