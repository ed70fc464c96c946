package dev.playhead.ingest;

import dev.playhead.log.Append;

/** An event that asks to be appended, and the chain of events it belongs to. */
public interface Candidate extends Append {
    /** What keeps the order of its keys: the connection or request it came on; compared by identity. */
    Object chain();
}
