/**
 * Reads requests for a stream: its topics, its start, its end, its order and its filter.
 *
 * <p>{@link dev.playhead.delivery.request.StreamRequest} is the request of a frame or of a query.
 * {@link dev.playhead.delivery.request.StartReader} and {@link dev.playhead.delivery.request.StopReader} read the two
 * ends, for streams, replays and groups alike. {@link dev.playhead.delivery.request.Token} encodes a position in each
 * partition.
 *
 * <p>Each object is immutable or belongs to one call.
 */
@NullMarked
package dev.playhead.delivery.request;

import org.jspecify.annotations.NullMarked;
