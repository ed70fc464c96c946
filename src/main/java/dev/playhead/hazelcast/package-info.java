/**
 * Connects the node to its cluster by Hazelcast. It is the only package that imports {@code com.hazelcast}.
 *
 * <p>{@link dev.playhead.hazelcast.HazelcastCluster} starts this node's instance and joins. It is the
 * {@link dev.playhead.cluster.Members} of this node, and gives Vert.x its cluster manager. {@code MemberConfig}
 * configures the instance. {@code HazelcastReplayJobs} keeps the jobs of replays in a map of all nodes.
 * {@code NoNetwork} makes a node without a cluster a cluster of one, without a port.
 *
 * <p>A thread that may block opens and closes it. The rest is for any thread.
 */
@NullMarked
package dev.playhead.hazelcast;

import org.jspecify.annotations.NullMarked;
