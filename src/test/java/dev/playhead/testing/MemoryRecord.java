package dev.playhead.testing;

import dev.playhead.codec.RecordHeaders;
import dev.playhead.event.Event;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A record of the {@link MemoryLog}. */
@SuppressWarnings("ArrayRecordComponent")
record MemoryRecord(long recorded, byte @Nullable [] key, byte @Nullable [] value, List<Event.Header> headers)
        implements RecordHeaders {

    long bytes() {
        return (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
    }

    @Override
    public byte @Nullable [] last(String name) {
        byte[] found = null;
        for (Event.Header header : headers) {
            found = header.name().equals(name) ? header.value() : found;
        }
        return found;
    }

    @Override
    public void forEach(BiConsumer<String, byte[]> visitor) {
        headers.forEach(header -> visitor.accept(header.name(), header.value()));
    }
}
