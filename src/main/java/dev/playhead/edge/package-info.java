/**
 * Limits the memory and the connections of all clients of a node. It refuses ambiguous framing of HTTP requests and of
 * WebSocket messages.
 *
 * <p>{@link dev.playhead.edge.EdgeMemory} is for any thread. Each handler belongs to the event loop of its connection,
 * and does no I/O of its own.
 */
@NullMarked
package dev.playhead.edge;

import org.jspecify.annotations.NullMarked;
