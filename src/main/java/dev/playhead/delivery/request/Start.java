package dev.playhead.delivery.request;

import dev.playhead.event.Position;
import java.util.List;

/** The start of a stream. */
public sealed interface Start {
    /** After all that is there now. */
    record Latest() implements Start {}

    /** The start at the oldest remaining record. */
    record Earliest() implements Start {}

    /** The start at the first record at or after a time in epoch milliseconds. */
    record AtTime(long recorded) implements Start {}

    /** The start after the last event of the token's cursor. */
    record After(Token token) implements Start {}

    /** The start at these positions, one for each partition, inclusive. */
    record At(List<Position> positions) implements Start {
        public At {
            positions = List.copyOf(positions);
        }
    }
}
