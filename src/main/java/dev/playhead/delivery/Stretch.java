package dev.playhead.delivery;

import dev.playhead.stream.Gap;
import java.util.List;

/**
 * A request's place in the log: its cursor, the bounds on the records' timestamps that go with it, what was found to
 * be gone already, and whether nothing is left to read just now.
 *
 * @param recordedFrom inclusive, epoch milliseconds
 * @param recordedBefore exclusive
 */
record Stretch(Cursor cursor, long recordedFrom, long recordedBefore, List<Gap> gaps, boolean atEnd) {
    Stretch {
        gaps = List.copyOf(gaps);
    }

    boolean isBoundedInTime() {
        return recordedFrom != Long.MIN_VALUE || recordedBefore != Long.MAX_VALUE;
    }
}
