package dev.playhead.codec;

import dev.playhead.event.Fault;
import dev.playhead.event.Parsed;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads received bytes as CloudEvents 1.0; shared by threads, with one reader for each thread.
 *
 * <p>It re-serialises nothing: the log stores the received bytes. A refusal lists every fault of the event's
 * attributes, and does not affect other events.
 */
public final class EventCodec {
    private static final int KEPT_AT_REST = 64 * 1024;

    private final CodecLimits limits;
    private final ThreadLocal<StructuredReader> readers;

    public EventCodec(CodecLimits limits) {
        this.limits = limits;
        this.readers = ThreadLocal.withInitial(() -> new StructuredReader(limits));
    }

    /** One event in the JSON format; the array may be used again when this returns. */
    public Parsed structured(byte[] bytes, int from, int to) {
        StructuredReader reader = reader();
        Parsed parsed = reader.read(bytes, from, to);
        if (bytes.length > KEPT_AT_REST) {
            reader.release();
        }
        return parsed;
    }

    /**
     * One event in the binary mode of HTTP: attributes in {@code ce-*} headers, its data as the body. The event takes
     * the body's array.
     */
    public Parsed binary(Iterable<Map.Entry<String, String>> headers, byte[] body) {
        return new BinaryReader(limits).read(headers, body);
    }

    /** Any number of events in the JSON batch format; the array may be used again when this returns. */
    public ParsedBatch batch(byte[] bytes) {
        if (bytes.length > limits.maxBody()) {
            return broken(
                    Problem.TOO_LARGE,
                    bytes.length + " bytes exceed the maximum of " + limits.maxBody() + " (http.maxBody)",
                    0);
        }
        StructuredReader reader = reader();
        try {
            return elements(reader, bytes);
        } finally {
            reader.release();
        }
    }

    private ParsedBatch elements(StructuredReader reader, byte[] bytes) {
        int at = space(bytes, 0);
        if (!isAt('[', bytes, at)) {
            return broken(Problem.MALFORMED, "A batch is a JSON array", at);
        }
        List<Parsed> elements = new ArrayList<>();
        at = space(bytes, at + 1);
        boolean more = !isAt(']', bytes, at);
        while (more) {
            if (elements.size() == limits.maxBatch()) {
                return broken(
                        Problem.TOO_LARGE,
                        "A batch has at most " + limits.maxBatch() + " events (events.maxBatch)",
                        at);
            }
            Parsed element = ofIndex(reader.readNext(bytes, at, bytes.length), elements.size());
            if (reader.end() < 0 && element instanceof Parsed.Invalid broken) {
                return new ParsedBatch.Broken(broken.refusal());
            }
            elements.add(element);
            at = space(bytes, reader.end());
            more = isAt(',', bytes, at);
            if (!more && !isAt(']', bytes, at)) {
                return broken(Problem.MALFORMED, "A comma or a closing bracket should be here", at);
            }
            at += more ? 1 : 0;
        }
        at = space(bytes, at + 1);
        return at == bytes.length
                ? new ParsedBatch.Elements(elements)
                : broken(Problem.MALFORMED, "Nothing may follow the array", at);
    }

    private StructuredReader reader() {
        return readers.get();
    }

    private static Parsed ofIndex(Parsed parsed, int index) {
        if (!(parsed instanceof Parsed.Invalid invalid)) {
            return parsed;
        }
        Refusal refusal = invalid.refusal();
        List<Fault> faults = refusal.faults().isEmpty()
                ? List.of(new Fault(refusal.detail(), null, index, null, null))
                : refusal.faults().stream().map(fault -> fault.ofIndex(index)).toList();
        return new Parsed.Invalid(new Refusal(refusal.problem(), refusal.detail(), faults));
    }

    private static ParsedBatch broken(Problem problem, String detail, int at) {
        return new ParsedBatch.Broken(problem.because(detail + ", at byte " + at));
    }

    private static boolean isAt(char wanted, byte[] bytes, int at) {
        return at < bytes.length && bytes[at] == wanted;
    }

    private static int space(byte[] bytes, int from) {
        return JsonText.space(bytes, from, bytes.length);
    }

    /** The result of reading a batch: its elements one by one, or one refusal of a malformed document. */
    public sealed interface ParsedBatch {

        /** One for each element, in order; the faults of a refused one carry its index. */
        record Elements(List<Parsed> elements) implements ParsedBatch {}

        /** The document is broken or over a limit as a whole; nothing of it is taken. */
        record Broken(Refusal refusal) implements ParsedBatch {}
    }
}
