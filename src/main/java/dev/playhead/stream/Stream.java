package dev.playhead.stream;

import dev.playhead.event.Position;
import java.util.List;

/** One subscriber's stream, as its edge steers it; owned by one event loop, on which every call runs. */
public interface Stream {
    /** Begins; before it nothing is given to the outlet. */
    void start();

    /** Adds credit, in events; saturating. */
    void request(long events);

    /** Adds credit in events and in bytes; bytes count from their first credit on. */
    void request(long events, long bytes);

    /** The outlet takes more again. */
    void resume();

    /** Ends it: nothing is given to the outlet any more. */
    void close();

    /** The credit in events that it has not spent. */
    long unspent();

    /** The place of its cursor. */
    String token();

    /** Returns the ends in the order of the partitions; empty for a live stream. */
    List<Position> ends();
}
