package dev.playhead.codec;

import dev.playhead.event.Event;
import dev.playhead.event.Fault;
import dev.playhead.event.Parsed;
import dev.playhead.event.Problem;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one CloudEvent in the binary mode of HTTP, and stores it in that of Kafka: {@code ce-id: 1} becomes the record
 * header {@code ce_id}, and {@code content-type} itself. Owned by the one call it is made for.
 */
final class BinaryReader {
    private static final String PREFIX = "ce-";

    private final CodecLimits limits;
    private final List<Fault> faults = new ArrayList<>();
    private final List<Event.Header> stored = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private final Map<Attribute, byte[]> known = new EnumMap<>(Attribute.class);
    private long size;

    BinaryReader(CodecLimits limits) {
        this.limits = limits;
    }

    Parsed read(Iterable<Map.Entry<String, String>> headers, byte[] body) {
        size = body.length;
        for (Map.Entry<String, String> header : headers) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (name.equals("content-type")) {
                contentType(header.getValue());
            } else if (name.startsWith(PREFIX)) {
                attribute(name, header.getValue());
            }
        }
        if (size > limits.maxEventBytes()) {
            return new Parsed.Invalid(Problem.TOO_LARGE.because(
                    size + " bytes exceed the maximum of " + limits.maxEventBytes() + " (events.maxBytes)"));
        }
        for (Attribute required : Attribute.REQUIRED) {
            if (!known.containsKey(required) && !seen.contains(PREFIX + required.text())) {
                fault(PREFIX + required.text(), "is required");
            }
        }
        return faults.isEmpty()
                ? new Parsed.Valid(accepted(body))
                : new Parsed.Invalid(StructuredReader.refused(faults));
    }

    private Event accepted(byte[] body) {
        byte[] source = known.getOrDefault(Attribute.SOURCE, body);
        byte[] key = known.getOrDefault(Attribute.PARTITIONKEY, known.getOrDefault(Attribute.SUBJECT, source));
        return new Event(source, known.getOrDefault(Attribute.ID, body), key, body, List.copyOf(stored));
    }

    private void contentType(String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        check("content-type", "content-type", Attribute.DATACONTENTTYPE, text);
    }

    private void attribute(String header, String value) {
        String name = header.substring(PREFIX.length());
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        Attribute attribute = Attribute.of(bytes, 0, bytes.length);
        byte[] text = decoded(value);
        if (!AttributeRules.isName(bytes, 0, bytes.length)) {
            fault(header, "is not an attribute name: a name has only lower-case letters and digits");
        } else if (attribute == Attribute.DATACONTENTTYPE) {
            fault(header, "must be in content-type");
        } else if (attribute == Attribute.DATA) {
            fault(header, "must be in the body");
        } else if (text == null) {
            fault(header, "must be ASCII, with percent-encoded UTF-8 for the rest");
        } else {
            check(header, "ce_" + name, attribute, text);
        }
        seen.add(header);
    }

    private void check(String header, String record, Attribute attribute, byte[] text) {
        String wrong = AttributeRules.fault(attribute, text, 0, text.length, false);
        if (!seen.add(header)) {
            fault(header, "must not be repeated");
        } else if (wrong != null) {
            fault(header, wrong);
        }
        known.put(attribute, text);
        stored.add(new Event.Header(record, text));
        size += record.length() + text.length;
    }

    private void fault(String header, String detail) {
        faults.add(Fault.inParameter(header, detail));
    }

    /** Decodes quotes and percent-encoding of a value once, by the HTTP binding; null for an invalid value. */
    private static byte @Nullable [] decoded(String value) {
        String plain = unquoted(value);
        ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length());
        for (int at = 0; at < plain.length(); at++) {
            char c = plain.charAt(at);
            int high = c == '%' && at + 2 < plain.length() ? Character.digit(plain.charAt(at + 1), 16) : -1;
            int low = high >= 0 ? Character.digit(plain.charAt(at + 2), 16) : -1;
            if (c > 0x7e || c == '%' && low < 0) {
                return null;
            }
            out.write(c == '%' ? high << 4 | low : c);
            at += c == '%' ? 2 : 0;
        }
        byte[] text = out.toByteArray();
        return JsonText.isUtf8(text, 0, text.length) ? text : null;
    }

    private static String unquoted(String value) {
        if (value.length() < 2 || !value.startsWith("\"") || !value.endsWith("\"")) {
            return value;
        }
        return value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1");
    }
}
