/**
 * Keeps the state of the events of one partition for one group: a pure state machine.
 *
 * <p>{@link dev.playhead.group.ledger.Ledger} holds each event that is sent, waits for its retry, or is confirmed above
 * the cursor. It has no clock and no I/O: the caller passes the time and does the work that the ledger asks for. One
 * event loop owns a ledger.
 */
@NullMarked
package dev.playhead.group.ledger;

import org.jspecify.annotations.NullMarked;
