/**
 * Knows the nodes of the cluster, and asks questions of all of them.
 *
 * <p>{@link dev.playhead.cluster.Members} is the port to the members. {@link dev.playhead.cluster.Peers} asks all nodes
 * over the event bus, and names the nodes that did not answer. The event bus carries only such small questions.
 * {@link dev.playhead.cluster.ServingEverywhere} gathers the served partitions of a group from all nodes.
 * {@link dev.playhead.cluster.ClusterReports} reports the nodes and their health. A node without a cluster uses the
 * same classes, with itself as the only member.
 *
 * <p>Any thread; Futures complete on any thread.
 */
@NullMarked
package dev.playhead.cluster;

import org.jspecify.annotations.NullMarked;
