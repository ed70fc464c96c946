/**
 * Defines the vocabulary of all packages: events, positions, filters and problems.
 *
 * <p>Each type is an immutable value without I/O and without a thread.
 */
@NullMarked
package dev.playhead.event;

import org.jspecify.annotations.NullMarked;
