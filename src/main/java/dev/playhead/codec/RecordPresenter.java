package dev.playhead.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes records of the log as structured CloudEvents in JSON, whatever wrote them, and tells where the attributes of
 * the last one are; owned by one thread. It never fails on what a record holds.
 *
 * <ul>
 *   <li>A record in structured mode is written byte for byte, once its JSON and its required attributes are seen to be
 *       good; one without a {@code content-type} too, if it is such an event.
 *   <li>A record in binary mode becomes one from its headers: JSON data as it is, text in UTF-8 as a string, all else as
 *       {@code data_base64}.
 *   <li>Any other record becomes an event of the type {@code dev.playhead.record}, with the id
 *       {@code topic-partition-offset}, the source {@code /kafka/topic}, the time of its recording, its key as
 *       {@code partitionkey} where that is text, and its value as {@code data_base64}.
 * </ul>
 */
public final class RecordPresenter {
    private static final byte[] STRUCTURED = "application/cloudevents".getBytes(StandardCharsets.US_ASCII);

    private final JsonScanner scanner = new JsonScanner(CodecLimits.DEEPEST);
    private final SharedTexts shared = new SharedTexts();
    private final RecordComposer composer = new RecordComposer();
    private final int[] members = new int[Attribute.COUNT];
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
            out.put(value, scanner.start(), scanner.end());
            return;
        }
        int from = out.length();
        if (!binary || !composer.binary(out, value, headers)) {
            String id = topic + "-" + partition + "-" + offset;
            composer.foreign(out, id, "/kafka/" + topic, recorded, key, value, contentType);
        }
        isEvent(out.array(), from, out.length());
    }

    /** Where the id of the event last written is in it. */
    public long id() {
        return slice(Attribute.ID);
    }

    /** Where its subject is in it; {@link TextSlice#NONE} where it has none. */
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

    /** Lets go of what was read last. */
    public void release() {
        scanned = new byte[0];
        scanner.release();
    }

    private boolean isEvent(byte[] bytes, int from, int to) {
        Arrays.fill(members, -1);
        scanned = bytes;
        if (!scanner.scan(bytes, from, to) || bytes[scanner.start()] != '{') {
            return false;
        }
        for (int member = 0; member < scanner.members(); member++) {
            if (bytes[scanner.valueFrom(member)] == '"' && !scanner.keyEscaped(member)) {
                members[
                        Attribute.of(bytes, scanner.keyFrom(member), scanner.keyTo(member))
                                .ordinal()] = member;
            }
        }
        for (Attribute required : Attribute.REQUIRED) {
            int member = members[required.ordinal()];
            if (member < 0 || scanner.valueTo(member) - scanner.valueFrom(member) <= 2) {
                return false;
            }
        }
        return true;
    }

    private long slice(Attribute attribute) {
        int member = members[attribute.ordinal()];
        if (member < 0) {
            return TextSlice.NONE;
        }
        int from = scanner.valueFrom(member) + 1 - scanner.start();
        return TextSlice.of(from, scanner.valueTo(member) - 1 - scanner.start(), isEscaped(member));
    }

    private String text(Attribute attribute) {
        int member = members[attribute.ordinal()];
        return member < 0
                ? ""
                : shared.get(scanned, scanner.valueFrom(member) + 1, scanner.valueTo(member) - 1, isEscaped(member));
    }

    private boolean isEscaped(int member) {
        return (scanner.valueTraits(member) & JsonText.ESCAPED) != 0;
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return bytes.length >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }
}
