package dev.playhead.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes records of any producer as structured CloudEvents in JSON, and reports the places of the attributes of the
 * last one; owned by one thread. No content of a record makes it fail.
 *
 * <ul>
 * <li>A record in structured mode is written byte for byte, if it passes the rules for appended events. So is a record
 * without a {@code content-type}, if it is such an event. <li>A record in binary mode becomes one from its headers:
 * JSON data as it is, text in UTF-8 as a string, all else as {@code data_base64}. Headers without an attribute's name
 * are left out; the event passes the same rules. <li>Any other record becomes an event of the type
 * {@code dev.playhead.record}, with the id {@code topic-partition-offset}, the source {@code /kafka/topic}, the time of
 * its recording, its key as {@code partitionkey} where that is text, and its value as {@code data_base64}.
 * </ul>
 */
public final class RecordPresenter {
    private static final byte[] STRUCTURED = "application/cloudevents".getBytes(StandardCharsets.US_ASCII);

    /** Records of others may be larger than the events that Playhead takes. */
    private static final CodecLimits LIMITS =
            new CodecLimits(Integer.MAX_VALUE, CodecLimits.DEEPEST, Integer.MAX_VALUE, Integer.MAX_VALUE);

    private final StructuredReader reader = new StructuredReader(LIMITS);
    private final SharedTexts shared = new SharedTexts();
    private final RecordComposer composer = new RecordComposer();
    private byte[] scanned = {};

    /** Appends the record's event to {@code out}; {@code recorded} in epoch milliseconds. */
    public void write(
            Utf8Buffer out,
            String topic,
            int partition,
            long offset,
            long recorded,
            byte @Nullable [] key,
            byte @Nullable [] value,
            RecordHeaders headers) {
        byte[] contentType = headers.last("content-type");
        boolean structured = contentType != null && startsWith(contentType, STRUCTURED);
        boolean binary = !structured && headers.last("ce_specversion") != null;
        if (value != null && !binary && isEvent(value, 0, value.length)) {
            out.put(value, reader.start(), reader.valueEnd());
            return;
        }
        int from = out.length();
        boolean composed = binary && composer.binary(out, value, headers);
        if (!composed || !isEvent(out.array(), from, out.length())) {
            out.truncate(from);
            String id = topic + "-" + partition + "-" + offset;
            composer.foreign(out, id, "/kafka/" + topic, recorded, key, value, contentType);
            isEvent(out.array(), from, out.length());
        }
    }

    /** Locates the id of the event last written. */
    public long id() {
        return slice(Attribute.ID);
    }

    /** Locates the subject of the event last written; {@link TextSlice#NONE} without one. */
    public long subject() {
        return slice(Attribute.SUBJECT);
    }

    /** Its source; the same String for many events. */
    public String source() {
        return text(Attribute.SOURCE);
    }

    /** Its type; the same String for many events. */
    public String type() {
        return text(Attribute.TYPE);
    }

    /** Releases the last read record. */
    public void release() {
        scanned = new byte[0];
        reader.release();
    }

    private boolean isEvent(byte[] bytes, int from, int to) {
        scanned = bytes;
        return reader.isEvent(bytes, from, to);
    }

    private long slice(Attribute attribute) {
        long slice = reader.slice(attribute);
        return slice == TextSlice.NONE
                ? slice
                : TextSlice.of(
                        TextSlice.from(slice) - reader.start(),
                        TextSlice.to(slice) - reader.start(),
                        TextSlice.isEscaped(slice));
    }

    private String text(Attribute attribute) {
        long slice = reader.slice(attribute);
        return slice == TextSlice.NONE
                ? ""
                : shared.get(scanned, TextSlice.from(slice), TextSlice.to(slice), TextSlice.isEscaped(slice));
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return bytes.length >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }
}
