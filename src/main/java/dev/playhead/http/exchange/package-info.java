/**
 * One HTTP request and its answer: bodies, content codings, deadlines, problems.
 *
 * <p>{@link dev.playhead.http.exchange.Bodies} gives a route the body, decoded and within its bounds. {@link
 * dev.playhead.http.exchange.Answers} writes the answer or the problem. {@link dev.playhead.http.exchange.OpenRequests}
 * knows the requests that have no answer yet, and {@link dev.playhead.http.exchange.RequestDeadlines} ends those that
 * their client does not finish.
 *
 * <p>Everything of a request runs on its event loop.
 */
@NullMarked
package dev.playhead.http.exchange;

import org.jspecify.annotations.NullMarked;
