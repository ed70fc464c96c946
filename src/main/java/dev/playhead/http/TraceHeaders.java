package dev.playhead.http;

import dev.playhead.codec.TraceContext;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the trace of a request; stateless. */
final class TraceHeaders {
    private static final CharSequence PARENT = HttpHeaders.createOptimized(TraceContext.TRACEPARENT);
    private static final CharSequence STATE = HttpHeaders.createOptimized(TraceContext.TRACESTATE);

    private TraceHeaders() {}

    /** Null where it says nothing, or says it wrongly: a trace is no reason to refuse a request. */
    static @Nullable TraceContext of(HttpServerRequest request) {
        String parent = request.getHeader(PARENT);
        if (parent == null || request.headers().getAll(PARENT).size() > 1) {
            return null;
        }
        List<String> states = request.headers().getAll(STATE);
        return TraceContext.of(parent, states.isEmpty() ? null : String.join(",", states));
    }
}
