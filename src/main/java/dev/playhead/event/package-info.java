/**
 * The vocabulary: events, positions, filters and problems, as every other package speaks of them.
 *
 * <p>Everything here is an immutable value without I/O and without a thread of its own.
 */
@NullMarked
package dev.playhead.event;

import org.jspecify.annotations.NullMarked;
