/**
 * One connection of a group: which partitions it serves, what it sends, and what its client acknowledges.
 *
 * <p>{@link dev.playhead.group.member.GroupConnection} is the connection; {@link dev.playhead.group.member.Coordinator} keeps its
 * leases as {@link dev.playhead.group.member.Assignment} wants them. Everything of a connection belongs to its event loop.
 */
@NullMarked
package dev.playhead.group.member;

import org.jspecify.annotations.NullMarked;
