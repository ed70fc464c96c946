/**
 * Defines groups: their vocabulary and their ports. A group is one consuming service. Its connections share the
 * partitions of its topics and confirm the events that they have processed.
 *
 * <p>Nodes agree through the ports: {@link dev.playhead.group.Leases} (the right to deliver a partition),
 * {@link dev.playhead.group.Confirmations} (processed events), {@link dev.playhead.group.Attempts} (the number of
 * deliveries), {@link dev.playhead.group.Redrives} (requests to deliver parked events again) and
 * {@link dev.playhead.group.CursorStore} (the durable cursors). The packages below use them. {@code group.member} is a
 * connection, {@code group.partition} a served partition, and {@code group.ledger} the pure state of that partition.
 * {@code group.parking} has the dead letters, {@code group.registry} the groups and their cursors, and
 * {@code group.report} the view from outside.
 *
 * <p>The state of a connection belongs to its event loop. Ports answer on any thread.
 */
@NullMarked
package dev.playhead.group;

import org.jspecify.annotations.NullMarked;
