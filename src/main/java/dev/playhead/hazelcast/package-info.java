/**
 * Hazelcast: who is in the cluster. The only package that imports {@code com.hazelcast}.
 *
 * <p>{@link dev.playhead.hazelcast.HazelcastCluster} starts this node's instance, joins, is the {@link
 * dev.playhead.cluster.Members} of this node and gives Vert.x its cluster manager; {@code MemberConfig} says how it is
 * set; {@code HazelcastReplayJobs} keeps the jobs of replays in a map of all nodes. A node alone is a cluster of one, without a port: {@code NoNetwork}.
 *
 * <p>Opened and closed on a thread that may block; the rest is for any thread.
 */
@NullMarked
package dev.playhead.hazelcast;

import org.jspecify.annotations.NullMarked;
