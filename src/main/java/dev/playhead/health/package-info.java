/**
 * What this node depends on, and whether it is there: told by those who find out, asked by the management port and by
 * those who must not begin what cannot work.
 *
 * <p>Everything is in {@link dev.playhead.health.Health}; any thread, no I/O.
 */
@NullMarked
package dev.playhead.health;

import org.jspecify.annotations.NullMarked;
