/**
 * Reads and evaluates filters of events: the CloudEvents dialects {@code exact}, {@code prefix}, {@code suffix},
 * {@code all}, {@code any}, {@code not} and {@code sql}.
 *
 * <p>{@link dev.playhead.filter.FilterCodec} is the entry point. It reads a filter from a frame, a query or a
 * management body, and refuses one that exceeds {@link dev.playhead.filter.FilterLimits}. {@code FilterCompiler} turns
 * the JSON into an {@link dev.playhead.event.EventFilter}. {@code SqlParser} parses CESQL in one pass.
 * {@code SqlFilter} evaluates it over the attributes of one event. A filter has no state and serves all threads.
 */
@NullMarked
package dev.playhead.filter;

import org.jspecify.annotations.NullMarked;
