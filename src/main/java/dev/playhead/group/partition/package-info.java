/**
 * Serves one partition of a group for one connection: look up, send, retry, redrive, park, count.
 *
 * <p>{@link dev.playhead.group.partition.ServedPartition} owns the ledger of the partition and its five workers. All of
 * them belong to the event loop of the connection.
 */
@NullMarked
package dev.playhead.group.partition;

import org.jspecify.annotations.NullMarked;
