/**
 * Keeps the state of each dependency of this node: adapters report it, the management port and the callers that need a
 * dependency ask for it.
 *
 * <p>Everything is in {@link dev.playhead.health.Health}; any thread, no I/O.
 */
@NullMarked
package dev.playhead.health;

import org.jspecify.annotations.NullMarked;
