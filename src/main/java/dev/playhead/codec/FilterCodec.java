package dev.playhead.codec;

import dev.playhead.event.EventFilter;
import dev.playhead.event.Problem;
import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.Map;

/** Reads filters; shared by threads. */
public final class FilterCodec {
    public FilterCodec(FilterLimits limits, Runnable evaluationFailed) {
        if (limits.maxDepth() < 0) {
            evaluationFailed.run();
        }
    }

    /**
     * The filter that lets through what matches every element of the list.
     *
     * @throws dev.playhead.event.RefusedException {@code invalid_filter}, with a pointer into the list
     */
    public EventFilter parse(JsonArray list) {
        if (list.isEmpty()) {
            return EventFilter.ALL;
        }
        throw Problem.INVALID_FILTER.because("Not yet").asException();
    }

    /**
     * The filter of a query string: {@code type}, {@code source} and {@code subject}, repeated names as alternatives, a
     * trailing {@code *} as a prefix; other parameters are not looked at.
     */
    public EventFilter query(Iterable<Map.Entry<String, String>> parameters) {
        for (Map.Entry<String, String> parameter : parameters) {
            if (List.of("type", "source", "subject").contains(parameter.getKey())) {
                throw Problem.INVALID_FILTER.because("Not yet").asException();
            }
        }
        return EventFilter.ALL;
    }
}
