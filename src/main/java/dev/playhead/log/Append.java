package dev.playhead.log;

import dev.playhead.event.Event;
import dev.playhead.event.Partition;
import dev.playhead.event.Refusal;

/** Holds one event to append, and takes its outcome exactly once, on any thread, in the order of its partition. */
public interface Append {
    Event event();

    Partition partition();

    /** Committed at that offset; {@code recorded} in epoch milliseconds. */
    void stored(long offset, long recorded);

    /** Ends the append without an offset: it is not stored, or with {@code append_unknown} its outcome is unknown. */
    void failed(Refusal refusal);
}
