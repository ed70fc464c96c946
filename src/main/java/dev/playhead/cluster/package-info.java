/**
 * The nodes as one: who they are, and questions to all of them.
 *
 * <p>{@link dev.playhead.cluster.Members} is the port to who is there; {@link dev.playhead.cluster.Peers} asks all nodes
 * over the event bus, which carries such small questions and nothing else, and says who did not answer. {@link
 * dev.playhead.cluster.ServingEverywhere} is what all nodes serve of groups, {@link dev.playhead.cluster.ClusterReports}
 * what there is to say of the nodes. A node alone goes the same ways and meets itself only.
 *
 * <p>Any thread; Futures complete on any thread.
 */
@NullMarked
package dev.playhead.cluster;

import org.jspecify.annotations.NullMarked;
