package dev.playhead.delivery.request;

import dev.playhead.event.Position;
import java.util.List;

/** The start of a stream. */
public sealed interface Start {
    /** After all that is there now. */
    record Latest() implements Start {}

    /** With the oldest that is still there. */
    record Earliest() implements Start {}

    /** With what was recorded at that moment (epoch milliseconds) or later. */
    record AtTime(long recorded) implements Start {}

    /** Just after what the token's cursor had seen. */
    record After(Token token) implements Start {}

    /** At these positions, one for each partition, inclusive. */
    record At(List<Position> positions) implements Start {
        public At {
            positions = List.copyOf(positions);
        }
    }
}
