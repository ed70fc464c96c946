package dev.playhead.log;

import io.vertx.core.Future;
import java.util.Map;

/** A small compacted topic of Playhead's own: the last value of each key is kept for ever. */
public interface Journal {
    /** Writes the value, or with an empty one removes the key; succeeds once it is committed. */
    Future<Void> put(String key, String value);

    /** All keys and their last values, as of now. */
    Future<Map<String, String>> load();
}
