/**
 * What all edges of a node share: the memory that their clients may take up.
 *
 * <p>Everything is in {@link dev.playhead.edge.EdgeMemory}; any thread, no I/O.
 */
@NullMarked
package dev.playhead.edge;

import org.jspecify.annotations.NullMarked;
