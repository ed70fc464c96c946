/**
 * Bounds the memory that the clients of all edges of a node share.
 *
 * <p>Everything is in {@link dev.playhead.edge.EdgeMemory}; any thread, no I/O.
 */
@NullMarked
package dev.playhead.edge;

import org.jspecify.annotations.NullMarked;
