package dev.playhead.group;

import dev.playhead.event.Partition;

/**
 * Holds the right of one member to deliver one partition to one group, until it expires.
 *
 * @param member the connection that holds it, a name that no other connection of the cluster ever has
 * @param epoch one above the epoch of the lease before it: it grows with every new holder
 * @param until its expiry without a renewal, by {@link System#nanoTime()} of this node. It counts from before the call
 *     to the store, so that for this node it always expires earlier than in the store
 */
public record Lease(String group, Partition partition, String member, long epoch, long until) {}
