/**
 * The dead letters of groups: parked events, their index, and the choices by which operators redrive or discard them.
 *
 * <p>{@link dev.playhead.group.parking.DeadLetterStore} keeps the copies in the journal {@code playhead.parked}; {@link
 * dev.playhead.group.parking.DeadLetters} answers operators. Any thread.
 */
@NullMarked
package dev.playhead.group.parking;

import org.jspecify.annotations.NullMarked;
