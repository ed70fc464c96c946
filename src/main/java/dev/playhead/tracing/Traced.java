package dev.playhead.tracing;

import dev.playhead.codec.TraceContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Work that is a span. Any thread, one at a time. */
record Traced(Tracer tracer, Span span) implements Work {
    @Override
    public boolean isTraced() {
        return true;
    }

    @Override
    public Work link(@Nullable TraceContext other) {
        if (other != null) {
            span.addLink(OpenTelemetryTraces.context(other));
        }
        return this;
    }

    @Override
    public Work put(String key, String value) {
        span.setAttribute(key, value);
        return this;
    }

    @Override
    public Work put(String key, long value) {
        span.setAttribute(key, value);
        return this;
    }

    @Override
    public Work failed(String why) {
        span.setStatus(StatusCode.ERROR, why);
        return this;
    }

    @Override
    public Work child(String name, long fromMillis) {
        return new Traced(
                tracer,
                tracer.spanBuilder(name)
                        .setParent(Context.root().with(span))
                        .setStartTimestamp(fromMillis, TimeUnit.MILLISECONDS)
                        .startSpan());
    }

    @Override
    public void end() {
        span.end();
    }

    @Override
    public void end(long atMillis) {
        span.end(atMillis, TimeUnit.MILLISECONDS);
    }
}
