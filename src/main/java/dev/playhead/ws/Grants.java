package dev.playhead.ws;

import dev.playhead.stream.Stream;

/** Holds the credit that a client requested: events, and optionally bytes; 0 means none. */
record Grants(long events, long bytes) {
    static final Grants NONE = new Grants(0, 0);

    Grants and(Grants more) {
        return new Grants(saturated(events, more.events), saturated(bytes, more.bytes));
    }

    void give(Stream subscription) {
        if (bytes > 0) {
            subscription.request(events, bytes);
        } else if (events > 0) {
            subscription.request(events);
        }
    }

    private static long saturated(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }
}
