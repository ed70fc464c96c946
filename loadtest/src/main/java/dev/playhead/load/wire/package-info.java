/**
 * The drivers that speak to a node over its own edges: TCP lines, NDJSON, batches, single requests, WebSockets.
 *
 * <p>The way through it: an {@link dev.playhead.load.wire.EventSheet} holds the bytes of a thousand events ready to be
 * sent and numbers them as they leave; a driver writes them and counts what comes back without parsing it, because what
 * a driver spends on a shared machine is taken from the node. Every driver says on which threads it runs; none is
 * safe for use by two callers at once. It imports nothing of the other packages.
 */
@NullMarked
package dev.playhead.load.wire;

import org.jspecify.annotations.NullMarked;
