/**
 * The way out: one mechanism for what is old and what is live.
 *
 * <p>{@link dev.playhead.delivery.Delivery} is the door. An edge reads a {@link dev.playhead.delivery.request.StreamRequest} from
 * a frame or a query, and opens a {@link dev.playhead.delivery.Subscription} with an {@link
 * dev.playhead.stream.Outlet}. The subscription moves its {@link dev.playhead.delivery.Cursor} over the blocks that a
 * {@link dev.playhead.delivery.Feed} reads of each partition, while there is {@link dev.playhead.stream.Credit} and
 * the outlet takes more, and gives the outlet a {@link dev.playhead.stream.Batch} at a time. {@link
 * dev.playhead.delivery.Subscriptions} knows all of them and watches for stalls.
 *
 * <p>Everything of a subscription belongs to one event loop; the log answers on threads of its own.
 */
@NullMarked
package dev.playhead.delivery;

import org.jspecify.annotations.NullMarked;
