package dev.playhead.codec;

import dev.playhead.event.Fault;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes refusals; stateless.
 *
 * <pre>
 * document   {"type":"urn:playhead:problem:CODE","title":"…","status":400,"detail":"…","code":"…","retryable":false,"errors":[…]}
 * compact    {"code":"…","detail":"…","retryable":false,"errors":[…]}
 * frame      {"op":"problem","ref":7,"code":"…","detail":"…","retryable":false,"errors":[…]}
 * error      {"detail":"…","pointer":"/a/0","index":3,"line":17,"parameter":"limit"}
 * </pre>
 *
 * <p>An error has only its known parts, and without an error {@code errors} is absent.
 */
public final class ProblemCodec {
    /** The media type of a document. */
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final int MOST_FAULTS = 100;

    private ProblemCodec() {}

    /** The body of an answer over HTTP, as RFC 9457 has it. */
    public static byte[] document(Refusal refusal) {
        Problem problem = refusal.problem();
        Utf8Buffer out = new Utf8Buffer(256);
        out.put("{\"type\":\"urn:playhead:problem:").put(problem.code());
        out.put("\",\"title\":").quoted(problem.title());
        out.put(",\"status\":").put(problem.status()).put((byte) ',');
        body(out, refusal);
        return out.toBytes();
    }

    /** Writes the short form of a problem, for use in place of a receipt. */
    public static void compact(Utf8Buffer out, Refusal refusal) {
        out.put((byte) '{');
        body(out, refusal);
    }

    /** A frame of the stream protocol; {@code ref} is that of the frame refused. */
    public static void frame(Utf8Buffer out, @Nullable Long ref, Refusal refusal) {
        out.put("{\"op\":\"problem\",");
        if (ref != null) {
            out.put("\"ref\":").put(ref).put((byte) ',');
        }
        body(out, refusal);
    }

    private static void body(Utf8Buffer out, Refusal refusal) {
        out.put("\"code\":\"").put(refusal.problem().code());
        out.put("\",\"detail\":").quoted(refusal.detail());
        out.put(",\"retryable\":").put(refusal.problem().retryable() ? "true" : "false");
        if (!refusal.faults().isEmpty()) {
            out.put(",\"errors\":");
            errors(out, refusal.faults());
        }
        out.put((byte) '}');
    }

    private static void errors(Utf8Buffer out, List<Fault> faults) {
        byte before = '[';
        for (Fault fault : faults.subList(0, Math.min(faults.size(), MOST_FAULTS))) {
            out.put(before).put("{\"detail\":").quoted(fault.detail());
            text(out, "pointer", fault.pointer());
            number(out, "index", fault.index());
            number(out, "line", fault.line());
            text(out, "parameter", fault.parameter());
            out.put((byte) '}');
            before = ',';
        }
        out.put((byte) ']');
    }

    private static void text(Utf8Buffer out, String name, @Nullable String value) {
        if (value != null) {
            out.put(",\"").put(name).put("\":").quoted(value);
        }
    }

    private static void number(Utf8Buffer out, String name, @Nullable Number value) {
        if (value != null) {
            out.put(",\"").put(name).put("\":").put(value.longValue());
        }
    }
}
