package dev.playhead.codec;

import dev.playhead.event.Event;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holds the position in a trace, in the form of W3C's Trace Context and of CloudEvents' extension for distributed
 * tracing; immutable.
 *
 * <pre>
 * traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
 *              version-trace id-span id-flags
 * </pre>
 *
 * @param tracestate the entries of the tracing systems on the way; null for none
 */
public record TraceContext(String traceparent, @Nullable String tracestate) {
    /** The name of the header, of the attribute and of a delivery's member. */
    public static final String TRACEPARENT = "traceparent";

    public static final String TRACESTATE = "tracestate";

    private static final String STRUCTURED = "application/cloudevents";
    private static final int LENGTH = 55;
    private static final int LONGEST_STATE = 512;
    private static final int MOST_MEMBERS = 32;
    private static final int TRACE = 3;
    private static final int SPAN = 36;
    private static final int FLAGS = 53;
    private static final int SAMPLED = 1;
    private static final Pattern MEMBER =
            Pattern.compile("[a-z0-9][a-z0-9_*/@-]{0,255}=[\\x20-\\x2b\\x2d-\\x3c\\x3e-\\x7e]{1,256}");

    /**
     * Reads the headers of a request; null for a malformed {@code traceparent}, because then the other header does not
     * count.
     */
    public static @Nullable TraceContext of(@Nullable String traceparent, @Nullable String tracestate) {
        if (traceparent == null || !isParent(traceparent)) {
            return null;
        }
        return new TraceContext(traceparent, tracestate == null || !isState(tracestate) ? null : tracestate.strip());
    }

    /** Reads the headers of a record; null without a trace. */
    public static @Nullable TraceContext of(RecordHeaders headers) {
        byte[] parent = headers.last(TRACEPARENT);
        return parent == null ? null : of(text(parent), text(headers.last(TRACESTATE)));
    }

    /** Reads the extension of the event itself; null without it. */
    public static @Nullable TraceContext of(Event event) {
        for (Event.Header header : event.headers()) {
            if (header.name().equals("ce_" + TRACEPARENT)) {
                return of(text(header.value()), null);
            }
        }
        boolean structured = event.headers().stream()
                .anyMatch(header -> header.name().equals("content-type")
                        && new String(header.value(), StandardCharsets.US_ASCII).startsWith(STRUCTURED));
        return structured ? of(new JsonMembers(event.value()).text(TRACEPARENT), null) : null;
    }

    /** The 16 bytes of the trace in hex. */
    public String traceId() {
        return traceparent.substring(TRACE, SPAN - 1);
    }

    /** The 8 bytes of the span in hex. */
    public String spanId() {
        return traceparent.substring(SPAN, FLAGS - 1);
    }

    public boolean isSampled() {
        return (Integer.parseInt(traceparent.substring(FLAGS, LENGTH), 16) & SAMPLED) != 0;
    }

    /** Returns the headers of a record with this trace. */
    public List<Event.Header> headers() {
        Event.Header parent = new Event.Header(TRACEPARENT, traceparent.getBytes(StandardCharsets.US_ASCII));
        return tracestate == null
                ? List.of(parent)
                : List.of(parent, new Event.Header(TRACESTATE, tracestate.getBytes(StandardCharsets.US_ASCII)));
    }

    private static boolean isParent(String text) {
        boolean known = text.length() >= LENGTH
                && text.charAt(TRACE - 1) == '-'
                && text.charAt(SPAN - 1) == '-'
                && text.charAt(FLAGS - 1) == '-'
                && isHex(text, 0, TRACE - 1)
                && isHex(text, TRACE, SPAN - 1)
                && isHex(text, SPAN, FLAGS - 1)
                && isHex(text, FLAGS, LENGTH)
                && !text.startsWith("ff")
                && !isZero(text, TRACE, SPAN - 1)
                && !isZero(text, SPAN, FLAGS - 1);
        // A later version may have more to say, after another dash
        return known
                && (text.length() == LENGTH
                        || !text.startsWith("00") && text.charAt(LENGTH) == '-' && text.length() <= LONGEST_STATE);
    }

    private static boolean isHex(String text, int from, int to) {
        for (int at = from; at < to; at++) {
            char c = text.charAt(at);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isZero(String text, int from, int to) {
        for (int at = from; at < to; at++) {
            if (text.charAt(at) != '0') {
                return false;
            }
        }
        return true;
    }

    private static boolean isState(String text) {
        if (text.isBlank() || text.length() > LONGEST_STATE) {
            return false;
        }
        String[] members = text.split(",", MOST_MEMBERS + 1);
        for (String member : members) {
            String stripped = member.strip();
            if (!stripped.isEmpty() && !MEMBER.matcher(stripped).matches()) {
                return false;
            }
        }
        return members.length <= MOST_MEMBERS;
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null || bytes.length > LONGEST_STATE ? null : new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
