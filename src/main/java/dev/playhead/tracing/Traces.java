package dev.playhead.tracing;

import dev.playhead.codec.TraceContext;
import org.jspecify.annotations.Nullable;

/** Begins traced work; any thread. */
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

    /** The relation of the work to its callers. */
    enum Kind {
        /** The work of a request to this node. */
        ASKED,
        /** The work of sending to a client. */
        SENT
    }

    /** @param parent the parent span; null for a new trace */
    Work begin(Kind kind, String name, @Nullable TraceContext parent);

    /** Begins work at an earlier time, in epoch milliseconds. */
    Work begun(String name, long fromMillis);

    /** The most events of a batch that link to their own traces. */
    int links();

    /** Sends the queued spans, for a bounded time. */
    @Override
    void close();

    /** Opens the traces of the settings. */
    static Traces of(TracingSettings settings, String node, String version) {
        return settings.enabled() ? new OpenTelemetryTraces(settings, node, version) : OFF;
    }
}
