/**
 * Serves one connection of a group: its partitions, its deliveries, and the acknowledgements of its client.
 *
 * <p>{@link dev.playhead.group.member.GroupConnection} is the connection. {@link dev.playhead.group.member.Coordinator}
 * keeps its leases as {@link dev.playhead.group.member.Assignment} assigns them. The state of a connection belongs to
 * its event loop.
 */
@NullMarked
package dev.playhead.group.member;

import org.jspecify.annotations.NullMarked;
