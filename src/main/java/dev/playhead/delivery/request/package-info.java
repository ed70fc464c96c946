/**
 * Requests for a stream: topics, where it starts, where it stops, its order and its filter.
 *
 * <p>{@link dev.playhead.delivery.request.StreamRequest} is the request of a frame or of a query. {@link
 * dev.playhead.delivery.request.StartReader} and {@link dev.playhead.delivery.request.StopReader} read its two ends,
 * which replays and groups have too. {@link dev.playhead.delivery.request.Token} encodes a position in each partition.
 *
 * <p>All of it is immutable or owned by one call.
 */
@NullMarked
package dev.playhead.delivery.request;

import org.jspecify.annotations.NullMarked;
