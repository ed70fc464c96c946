package dev.playhead.codec;

import dev.playhead.event.Fault;
import dev.playhead.event.Parsed;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads received bytes as CloudEvents 1.0; shared by threads, each of which keeps a reader of its own in here.
 *
 * <p>Nothing is re-serialised: what is stored are the bytes received. What is refused is refused with every fault of its
 * attributes, and does no harm to what stands beside it.
 */
public final class EventCodec {
    private final CodecLimits limits;
    private final ThreadLocal<StructuredReader> readers;

    public EventCodec(CodecLimits limits) {
        this.limits = limits;
        this.readers = ThreadLocal.withInitial(() -> new StructuredReader(limits));
    }

    /** One event in the JSON format; the array may be used again when this returns. */
    public Parsed structured(byte[] bytes, int from, int to) {
        return reader().read(bytes, from, to);
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
                    Problem.TOO_LARGE, bytes.length + " bytes are more than the " + limits.maxBody() + " allowed", 0);
        }
        int at = JsonText.space(bytes, 0, bytes.length);
        if (at == bytes.length || bytes[at] != '[') {
            return broken(Problem.MALFORMED, "A batch is a JSON array", at);
        }
        List<Parsed> elements = new ArrayList<>();
        at = JsonText.space(bytes, at + 1, bytes.length);
        boolean more = at == bytes.length || bytes[at] != ']';
        while (more) {
            if (elements.size() == limits.maxBatch()) {
                return broken(Problem.TOO_LARGE, "A batch has at most " + limits.maxBatch() + " events", at);
            }
            StructuredReader reader = reader();
            elements.add(ofIndex(reader.readNext(bytes, at, bytes.length), elements.size()));
            if (reader.end() < 0) {
                return new ParsedBatch.Broken((Refusal) elements.get(elements.size() - 1));
            }
            at = JsonText.space(bytes, reader.end(), bytes.length);
            more = at < bytes.length && bytes[at] == ',';
            if (more) {
                at++;
            } else if (at == bytes.length || bytes[at] != ']') {
                return broken(Problem.MALFORMED, "A comma or a closing bracket should be here", at);
            }
        }
        at = JsonText.space(bytes, at + 1, bytes.length);
        return at == bytes.length
                ? new ParsedBatch.Elements(elements)
                : broken(Problem.MALFORMED, "Nothing may follow the array", at);
    }

    private StructuredReader reader() {
        return readers.get();
    }

    private static Parsed ofIndex(Parsed parsed, int index) {
        if (!(parsed instanceof Refusal refusal)) {
            return parsed;
        }
        List<Fault> faults = refusal.faults().isEmpty()
                ? List.of(new Fault(refusal.detail(), null, index, null, null))
                : refusal.faults().stream().map(fault -> fault.ofIndex(index)).toList();
        return new Refusal(refusal.problem(), refusal.detail(), faults);
    }

    private static ParsedBatch broken(Problem problem, String detail, int at) {
        return new ParsedBatch.Broken(problem.because(detail + ", at byte " + at));
    }
}
