package dev.playhead.replay.job;

/** The fastest pace of each target of a replay; a consumer's credit may make it slower. */
public sealed interface Pace {
    /** The pace without a limit. */
    record Full() implements Pace {}

    /** @param events a second, above 0 */
    record EventsPerSecond(double events) implements Pace {
        public EventsPerSecond {
            positive("eventsPerSecond", events);
        }
    }

    /** @param bytes of deliveries a second, above 0 */
    record BytesPerSecond(double bytes) implements Pace {
        public BytesPerSecond {
            positive("bytesPerSecond", bytes);
        }
    }

    /**
     * The pace of the recorded intervals.
     *
     * @param factor the speed relative to the recorded intervals, above 0
     */
    record Timeline(double factor) implements Pace {
        public Timeline {
            positive("timeline", factor);
        }
    }

    private static void positive(String name, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " is " + value + ", but takes a number above 0");
        }
    }
}
