package dev.playhead.ws;

import dev.playhead.stream.Stream;

/** Credit that a client asked for: events, and bytes where it counts those too; 0 is none of them. */
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
