/**
 * Groups: one consuming service each, whose connections share the partitions of its topics and confirm what they have
 * processed.
 *
 * <p>{@link dev.playhead.group.ledger.Ledger} is what became of the events of one partition for one group, a pure state
 * machine; {@link dev.playhead.group.member.Assignment} says which connection should serve which partition. What must be known
 * by all nodes stands behind ports: {@link dev.playhead.group.Leases} (who may deliver), {@link
 * dev.playhead.group.Confirmations} (what was processed), {@link dev.playhead.group.Attempts} (how often it was tried),
 * {@link dev.playhead.group.Redrives} (which parked events are wanted again), and {@link dev.playhead.group.CursorStore}
 * (the durable cursors).
 *
 * <p>What serves a connection belongs to its event loop; ports answer on any thread. It imports {@code delivery}, {@code
 * log}, {@code codec}, {@code event}, {@code settings} and {@code metrics}.
 */
@NullMarked
package dev.playhead.group;

import org.jspecify.annotations.NullMarked;
