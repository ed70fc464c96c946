package dev.playhead.codec;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The headers of a record in the log, looked at where they are. */
public interface RecordHeaders {
    /** The last header of that name; null where there is none. */
    byte @Nullable [] last(String name);

    void forEach(BiConsumer<String, byte[]> visitor);
}
