/**
 * Bounds the memory and the connections that the clients of all edges of a node share, and refuses bytes that have no
 * clear end as requests of HTTP or as frames of WebSocket.
 *
 * <p>{@link dev.playhead.edge.EdgeMemory} is for any thread. The handlers belong to the event loop of their connection, and no
 * handler does I/O of its own.
 */
@NullMarked
package dev.playhead.edge;

import org.jspecify.annotations.NullMarked;
