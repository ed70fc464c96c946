/**
 * Sends a paced stream of frames to one client, for subscriptions and for connections of groups.
 *
 * <p>{@link dev.playhead.stream.PacedStream} sends while the client has {@link dev.playhead.stream.Credit} and its
 * {@link dev.playhead.stream.Outlet} accepts more. It fills a {@link dev.playhead.stream.Batch} within a
 * {@link dev.playhead.stream.BatchBudget}, and merges partitions by time with {@link dev.playhead.stream.TimeMerge}. It
 * yields its event loop after a {@link dev.playhead.stream.TurnTime}. {@link dev.playhead.stream.Frames} encodes the
 * batch once.
 *
 * <p>Each object belongs to the event loop of its connection.
 */
@NullMarked
package dev.playhead.stream;

import org.jspecify.annotations.NullMarked;
