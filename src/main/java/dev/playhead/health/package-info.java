/**
 * Keeps the state of each dependency of this node. Adapters report it; the management port and callers that need a
 * dependency read it.
 *
 * <p>{@link dev.playhead.health.Health} does all of it, on any thread and without I/O.
 */
@NullMarked
package dev.playhead.health;

import org.jspecify.annotations.NullMarked;
