package dev.playhead.codec;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Gives access to the headers of a record in the log, without a copy. */
public interface RecordHeaders {
    /** Returns the last header of the name; null without one. */
    byte @Nullable [] last(String name);

    void forEach(BiConsumer<String, byte[]> visitor);
}
