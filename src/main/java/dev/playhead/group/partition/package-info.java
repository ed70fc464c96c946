/**
 * One partition of a group while one connection serves it: look up, send, retry, redrive, park, count.
 *
 * <p>{@link dev.playhead.group.partition.ServedPartition} owns the ledger of the partition and its five workers. Everything belongs to
 * the event loop of the connection.
 */
@NullMarked
package dev.playhead.group.partition;

import org.jspecify.annotations.NullMarked;
