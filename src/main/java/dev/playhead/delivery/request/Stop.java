package dev.playhead.delivery.request;

import dev.playhead.event.Position;
import java.util.List;

/** The end of a stream. */
public sealed interface Stop {
    /** It goes on, live. */
    record Never() implements Stop {}

    /** With what is there when it is opened. */
    record Now() implements Stop {}

    /** With what was recorded before that moment, in epoch milliseconds. */
    record BeforeTime(long recorded) implements Stop {}

    /** Before these positions, one for each partition. */
    record Before(List<Position> positions) implements Stop {
        public Before {
            positions = List.copyOf(positions);
        }
    }
}
