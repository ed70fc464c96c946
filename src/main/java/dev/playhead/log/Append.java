package dev.playhead.log;

import dev.playhead.event.Event;
import dev.playhead.event.Partition;
import dev.playhead.event.Refusal;

/** One event to append and what hears of its fate, exactly once, on any thread, in the order of its partition. */
public interface Append {
    Event event();

    Partition partition();

    /** Committed at that offset; {@code recorded} in epoch milliseconds. */
    void stored(long offset, long recorded);

    /** Not stored, or ({@code append_unknown}) of unknown fate. */
    void failed(Refusal refusal);
}
