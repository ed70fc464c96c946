package dev.playhead.group.member;

import dev.playhead.group.partition.ConnectionContext;

/** The one timer of a connection, set to the next moment at which time alone changes something. Owned by its event loop. */
final class Alarm {
    private static final long NONE = -1;

    /** Deadlines need not be kept to the millisecond, and a timer for each would cost more than they do. */
    private static final long COARSE_MILLIS = 5;

    /** The wait before work that lacks credit is looked at again: new credit itself wakes. */
    private static final long IDLE_MILLIS = 100;

    private final ConnectionContext connection;
    private final Runnable ring;
    private long timer = NONE;
    private long at = Long.MAX_VALUE;

    Alarm(ConnectionContext connection, Runnable ring) {
        this.connection = connection;
        this.ring = ring;
    }

    void set(long next) {
        if (next < at) {
            stop();
            at = next;
            long left = next - connection.clock().getAsLong();
            long wait = left < 0 ? IDLE_MILLIS : Math.max(COARSE_MILLIS, left);
            timer = connection.context().owner().setTimer(wait, passed -> connection
                    .context()
                    .runOnContext(here -> {
                        if (timer == passed) {
                            timer = NONE;
                            at = Long.MAX_VALUE;
                            ring.run();
                        }
                    }));
        }
    }

    void stop() {
        if (timer != NONE) {
            connection.context().owner().cancelTimer(timer);
            timer = NONE;
        }
        at = Long.MAX_VALUE;
    }
}
