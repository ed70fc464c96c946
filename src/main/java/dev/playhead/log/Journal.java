package dev.playhead.log;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.Map;

/** A small compacted topic of Playhead's own: the last value of each key is kept for ever. Any thread. */
public interface Journal {
    /** Writes the value, or with an empty one removes the key; succeeds once it is committed. */
    Future<Void> put(String key, String value);

    /** Returns the largest length of a value, in UTF-8 bytes; longer values cannot be written. */
    int maxBytes();

    /** Returns all keys with their last values, as of now. */
    Future<Map<String, String>> load();

    /**
     * Passes the present entries and then every change, by any writer, to {@code changes}, in their order: one call at
     * a time, on any thread. The receiver bounds its own memory.
     */
    Followed follow(Changes changes);

    /** Reads the values reported at these places, by key. A value that was changed or removed since may be absent. */
    Future<Map<String, String>> read(Collection<At> places);

    /** The place of a key's value in the journal. */
    record At(String key, long place) {}

    /** Receives the entries of the journal. */
    interface Changes {
        void put(At at, String value);

        void removed(String key);
    }

    /** A journal that is being followed. */
    interface Followed {
        /**
         * Completes when every put answered before this call has been reported. Fails with {@code unavailable} while
         * the journal is unavailable.
         */
        Future<Void> now();

        void close();
    }
}
