package dev.playhead.codec;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Composes events in JSON from records that hold none; owned by one {@link RecordPresenter}. */
final class RecordComposer {
    private static final String PREFIX = "ce_";
    private static final int MOST_ATTRIBUTES = 1000;

    /** The data comes to stand one level down in its event. */
    private final JsonScanner scanner = new JsonScanner(CodecLimits.DEEPEST - 1);

    /**
     * Composes the event of a record in binary mode; writes nothing and returns false when its headers make no event.
     */
    boolean binary(Utf8Buffer out, byte @Nullable [] value, RecordHeaders headers) {
        Map<String, byte[]> attributes = new TreeMap<>();
        headers.forEach((name, text) -> {
            byte[] attribute = name.startsWith(PREFIX) ? ascii(name.substring(PREFIX.length())) : new byte[0];
            if (isAttribute(attribute) && text != null) {
                attributes.put(name, text);
            }
        });
        if (attributes.size() > MOST_ATTRIBUTES
                || !attributes.values().stream().allMatch(text -> JsonText.isUtf8(text, 0, text.length))) {
            return false;
        }
        for (Attribute required : Attribute.REQUIRED) {
            byte[] text = attributes.get(PREFIX + required.text());
            if (text == null || text.length == 0) {
                return false;
            }
        }
        byte before = '{';
        for (Map.Entry<String, byte[]> attribute : attributes.entrySet()) {
            out.put(before).quoted(ascii(attribute.getKey().substring(PREFIX.length())));
            out.put((byte) ':').quoted(attribute.getValue());
            before = ',';
        }
        byte[] contentType = contentType(headers.last("content-type"));
        data(out, value, contentType);
        out.put((byte) '}');
        return true;
    }

    /** Composes an event from a record that is no CloudEvent. */
    void foreign(
            Utf8Buffer out,
            String id,
            String source,
            long recorded,
            byte @Nullable [] key,
            byte @Nullable [] value,
            byte @Nullable [] contentType) {
        out.put("{\"specversion\":\"1.0\",\"id\":").quoted(id);
        out.put(",\"source\":").quoted(source);
        out.put(",\"type\":\"dev.playhead.record\",\"time\":\"")
                .instant(recorded)
                .put((byte) '"');
        if (key != null && JsonText.isUtf8(key, 0, key.length) && isText(key)) {
            out.put(",\"partitionkey\":").quoted(key);
        }
        byte[] type = contentType(contentType);
        if (type != null && value != null) {
            out.put(",\"datacontenttype\":").quoted(type);
        }
        if (value != null) {
            out.put(",\"data_base64\":\"").base64(value).put((byte) '"');
        }
        out.put((byte) '}');
    }

    private void data(Utf8Buffer out, byte @Nullable [] value, byte @Nullable [] contentType) {
        if (contentType != null) {
            out.put(",\"datacontenttype\":").quoted(contentType);
        }
        if (value == null) {
            return;
        }
        if (contentType != null && MediaTypes.isJson(contentType) && scanner.scan(value, 0, value.length)) {
            out.put(",\"data\":").put(value, scanner.start(), scanner.end());
        } else if (contentType != null
                && MediaTypes.isUtf8Text(contentType)
                && JsonText.isUtf8(value, 0, value.length)) {
            out.put(",\"data\":").quoted(value);
        } else {
            out.put(",\"data_base64\":\"").base64(value).put((byte) '"');
        }
    }

    private static boolean isAttribute(byte[] name) {
        return AttributeRules.isName(name, 0, name.length)
                && switch (Attribute.of(name, 0, name.length)) {
                    case DATA, DATACONTENTTYPE -> false; // these stand elsewhere
                    default -> true;
                };
    }

    private static boolean isText(byte[] key) {
        return AttributeRules.fault(Attribute.PARTITIONKEY, key, 0, key.length, false) == null;
    }

    private static byte @Nullable [] contentType(byte @Nullable [] header) {
        return header != null && MediaTypes.isValid(header, 0, header.length) ? header : null;
    }

    private static byte[] ascii(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }
}
