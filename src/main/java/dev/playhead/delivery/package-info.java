/**
 * Delivers events to subscribers: one mechanism for old and for live events.
 *
 * <p>{@link dev.playhead.delivery.Delivery} is the entry point. An edge reads a
 * {@link dev.playhead.delivery.request.StreamRequest} from a frame or a query, and opens a
 * {@link dev.playhead.delivery.Subscription} with an {@link dev.playhead.stream.Outlet}. The subscription moves its
 * {@link dev.playhead.delivery.Cursor} over the blocks of each partition, which a {@link dev.playhead.delivery.Feed}
 * reads. It does so while it has {@link dev.playhead.stream.Credit} and the outlet accepts more, and gives the outlet
 * one {@link dev.playhead.stream.Batch} at a time. {@link dev.playhead.delivery.Subscriptions} lists all subscriptions
 * and watches for stalls.
 *
 * <p>A subscription belongs to one event loop. The log answers on its own threads.
 */
@NullMarked
package dev.playhead.delivery;

import org.jspecify.annotations.NullMarked;
