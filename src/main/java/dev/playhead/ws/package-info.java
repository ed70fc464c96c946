/**
 * Serves WebSockets: one subscription per socket, in the frames of {@code playhead.v1} or as bare CloudEvents.
 *
 * <p>The HTTP edge hands {@link dev.playhead.ws.WsEdge} the requests for a WebSocket. Each becomes a {@code WsSession}.
 * It reads the client's frames and opens a subscription of {@code delivery}. It sends through {@code FrameOutlet} or
 * {@code EventOutlet}. A {@code Heartbeat} watches whether the peer is alive. A session belongs to one event loop.
 */
@NullMarked
package dev.playhead.ws;

import org.jspecify.annotations.NullMarked;
