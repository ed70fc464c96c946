package dev.playhead.delivery.request;

import dev.playhead.event.Position;
import java.util.List;

/** The end of a stream. */
public sealed interface Stop {
    /** The stream never ends. */
    record Never() implements Stop {}

    /** The stream ends at the end of the log at its opening. */
    record Now() implements Stop {}

    /** The stream ends before a time in epoch milliseconds. */
    record BeforeTime(long recorded) implements Stop {}

    /** Before these positions, one for each partition. */
    record Before(List<Position> positions) implements Stop {
        public Before {
            positions = List.copyOf(positions);
        }
    }
}
