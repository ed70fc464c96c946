package dev.playhead.tracing;

import dev.playhead.codec.TraceContext;
import org.jspecify.annotations.Nullable;

/** A piece of work that is traced, or not; ended once, by whom it belongs to. */
public interface Work {
    /** The work without tracing. */
    Work NONE = new Work() {
        @Override
        public boolean isTraced() {
            return false;
        }

        @Override
        public Work link(@Nullable TraceContext other) {
            return this;
        }

        @Override
        public Work put(String key, String value) {
            return this;
        }

        @Override
        public Work put(String key, long value) {
            return this;
        }

        @Override
        public Work failed(String why) {
            return this;
        }

        @Override
        public Work child(String name, long fromMillis) {
            return this;
        }

        @Override
        public void end() {}

        @Override
        public void end(long atMillis) {}
    };

    /** Returns whether the work is traced at all. */
    boolean isTraced();

    /** Adds a link to another trace; ignores null. */
    Work link(@Nullable TraceContext other);

    Work put(String key, String value);

    Work put(String key, long value);

    /** Marks the work as failed. */
    Work failed(String why);

    /** A part of it that began then, in epoch milliseconds. */
    Work child(String name, long fromMillis);

    void end();

    /** Ends the work at a time in epoch milliseconds. */
    void end(long atMillis);
}
