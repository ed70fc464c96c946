/**
 * Keeps the dead letters of groups: the parked events, their index, and the choices of operators for a redrive or a
 * discard.
 *
 * <p>{@link dev.playhead.group.parking.DeadLetterStore} keeps the copies in the journal {@code playhead.parked}.
 * {@link dev.playhead.group.parking.DeadLetters} answers operators. Any thread.
 */
@NullMarked
package dev.playhead.group.parking;

import org.jspecify.annotations.NullMarked;
