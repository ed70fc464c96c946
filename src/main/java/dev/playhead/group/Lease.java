package dev.playhead.group;

import dev.playhead.event.Partition;

/**
 * The right to deliver one partition to one group, held by one member until it runs out.
 *
 * @param member the connection that holds it, a name that no other connection of the cluster ever has
 * @param epoch one above that of the lease before it: it grows with every change of hands
 * @param until when it runs out where it is not renewed, by {@link System#nanoTime()} of this node: reckoned from before
 *     the store was asked, so that this node always believes it to end earlier than the store does
 */
public record Lease(String group, Partition partition, String member, long epoch, long until) {}
