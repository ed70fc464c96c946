package dev.playhead.stream;

import dev.playhead.event.Position;
import java.util.List;

/** What an edge opened for one subscriber and steers; owned by one event loop, on which everything is called. */
public interface Stream {
    /** Begins; before it nothing is given to the outlet. */
    void start();

    /** Adds credit, in events; saturating. */
    void request(long events);

    /** Adds credit, in events and in bytes, which are counted from the first time on. */
    void request(long events, long bytes);

    /** The outlet takes more again. */
    void resume();

    /** Ends it: nothing is given to the outlet any more. */
    void close();

    /** The place of its cursor. */
    String token();

    /** Where it ends, in the order of the partitions; empty where it is live. */
    List<Position> ends();
}
