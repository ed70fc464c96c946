package dev.playhead.tracing;

import dev.playhead.codec.TraceContext;
import org.jspecify.annotations.Nullable;

/** Where traced work is begun; any thread. */
public interface Traces extends AutoCloseable {
    /** Traces nothing. */
    Traces OFF = new Traces() {
        @Override
        public Work begin(Kind kind, String name, @Nullable TraceContext parent) {
            return Work.NONE;
        }

        @Override
        public Work begun(String name, long fromMillis) {
            return Work.NONE;
        }

        @Override
        public int links() {
            return 0;
        }

        @Override
        public void close() {}
    };

    /** What the work is to those who wait for it. */
    enum Kind {
        /** It was asked for. */
        ASKED,
        /** It is sent to somebody. */
        SENT
    }

    /** @param parent what it is part of; null where it begins a trace of its own */
    Work begin(Kind kind, String name, @Nullable TraceContext parent);

    /** What began then, in epoch milliseconds, and is told of now. */
    Work begun(String name, long fromMillis);

    /** How many events of a batch are asked for the trace they come from. */
    int links();

    /** Sends what there is, for a bounded time. */
    @Override
    void close();

    /** As the settings have it. */
    static Traces of(TracingSettings settings, String node, String version) {
        return settings.enabled() ? new OpenTelemetryTraces(settings, node, version) : OFF;
    }
}
