/**
 * Handles one HTTP request and its answer: bodies, content codings, deadlines, problems.
 *
 * <p>{@link dev.playhead.http.exchange.Bodies} gives a route the decoded body within its limits.
 * {@link dev.playhead.http.exchange.Answers} writes the answer or the problem.
 * {@link dev.playhead.http.exchange.OpenRequests} lists the requests without an answer, and
 * {@link dev.playhead.http.exchange.RequestDeadlines} ends a request that its client does not finish.
 *
 * <p>A request runs on its event loop.
 */
@NullMarked
package dev.playhead.http.exchange;

import org.jspecify.annotations.NullMarked;
