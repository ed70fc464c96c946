package dev.playhead.codec;

import dev.playhead.event.Event;
import dev.playhead.event.Fault;
import dev.playhead.event.Parsed;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one CloudEvent in the JSON format after the other; owned by one thread. */
final class StructuredReader {
    private static final List<Event.Header> HEADERS = List.of(
            new Event.Header("content-type", "application/cloudevents+json".getBytes(StandardCharsets.US_ASCII)));

    private static final int LONGEST_KNOWN = 256;

    private final CodecLimits limits;
    private final JsonScanner scanner;
    private final List<Fault> faults = new ArrayList<>();
    private final byte[] @Nullable [] texts = new byte[Attribute.COUNT][];
    private final byte[] @Nullable [] known = new byte[Attribute.COUNT][];
    private final int[] froms = new int[Attribute.COUNT];
    private final int[] tos = new int[Attribute.COUNT];
    private int present;
    private int escaped;
    private int end;

    StructuredReader(CodecLimits limits) {
        this.limits = limits;
        this.scanner = new JsonScanner(limits.maxDepth());
    }

    /** The event that [from, to) is, with white space around it. */
    Parsed read(byte[] bytes, int from, int to) {
        int last = to;
        while (last > from && bytes[last - 1] <= ' ' && bytes[last - 1] >= 0) {
            last--;
        }
        int size = last - JsonText.space(bytes, from, last);
        if (size > limits.maxEventBytes()) {
            return tooLarge(size);
        }
        return scanner.scan(bytes, from, to) ? event(bytes, scanner.start(), last) : new Parsed.Invalid(refusal(from));
    }

    /** Reads the event that begins there, in a list; {@link #end()} is its end. */
    Parsed readNext(byte[] bytes, int from, int to) {
        end = scanner.scanValue(bytes, from, to);
        if (end < 0) {
            Refusal refusal = refusal(0);
            end = scanner.fault() == JsonScanner.Fault.SYNTAX ? -1 : JsonText.skip(bytes, scanner.start(), to);
            return new Parsed.Invalid(refusal);
        }
        return end - scanner.start() > limits.maxEventBytes()
                ? tooLarge(end - scanner.start())
                : event(bytes, scanner.start(), end);
    }

    /** Returns one past the last read value; -1 if its end is unknown. */
    int end() {
        return end;
    }

    /**
     * Returns whether [from, to) is an event by the rules for appended events, in any size. The event stays readable
     * until the next read.
     */
    boolean isEvent(byte[] bytes, int from, int to) {
        faults.clear();
        present = 0;
        if (!scanner.scan(bytes, from, to) || bytes[scanner.start()] != '{') {
            return false;
        }
        for (int member = 0; member < scanner.members() && faults.isEmpty(); member++) {
            member(bytes, member);
        }
        if (faults.isEmpty()) {
            wholeness();
        }
        return faults.isEmpty();
    }

    /** Returns the start of the value read last. */
    int start() {
        return scanner.start();
    }

    /** One past its end. */
    int valueEnd() {
        return scanner.end();
    }

    /**
     * Locates the text of the attribute, in the bytes read last and still escaped; {@link TextSlice#NONE} without it.
     */
    long slice(Attribute attribute) {
        int index = attribute.ordinal();
        return has(attribute) ? TextSlice.of(froms[index], tos[index], (escaped & 1 << index) != 0) : TextSlice.NONE;
    }

    /** Lets go of the bytes read last. */
    void release() {
        scanner.release();
    }

    private Parsed event(byte[] bytes, int from, int to) {
        faults.clear();
        present = 0;
        if (bytes[from] != '{') {
            return new Parsed.Invalid(Problem.INVALID_EVENT.because("A CloudEvent is a JSON object"));
        }
        for (int member = 0; member < scanner.members(); member++) {
            member(bytes, member);
        }
        wholeness();
        return faults.isEmpty() ? new Parsed.Valid(accepted(bytes, from, to)) : new Parsed.Invalid(refused(faults));
    }

    private void wholeness() {
        for (Attribute required : Attribute.REQUIRED) {
            if (!has(required)) {
                fault(required.text(), "is required");
            }
        }
        if (has(Attribute.DATA) && has(Attribute.DATA_BASE64)) {
            fault("data_base64", "cannot be used together with data");
        }
    }

    private Event accepted(byte[] bytes, int from, int to) {
        byte[] source = text(bytes, Attribute.SOURCE);
        byte[] key = has(Attribute.PARTITIONKEY)
                ? text(bytes, Attribute.PARTITIONKEY)
                : has(Attribute.SUBJECT) ? text(bytes, Attribute.SUBJECT) : source;
        return new Event(source, text(bytes, Attribute.ID), key, Arrays.copyOfRange(bytes, from, to), HEADERS);
    }

    private void member(byte[] bytes, int member) {
        int from = scanner.keyFrom(member);
        int to = scanner.keyTo(member);
        if (scanner.keyEscaped(member)) {
            byte[] name = JsonText.unescape(bytes, from, to);
            member(bytes, member, name, 0, name.length);
        } else {
            member(bytes, member, bytes, from, to);
        }
    }

    private void member(byte[] bytes, int member, byte[] name, int from, int to) {
        Attribute attribute = Attribute.of(name, from, to);
        byte first = bytes[scanner.valueFrom(member)];
        if (attribute == Attribute.DATA) {
            present |= 1 << attribute.ordinal();
        } else if (attribute == Attribute.EXTENSION && !AttributeRules.isName(name, from, to)) {
            fault(JsonText.excerpt(name, from, to), "is not a name: those have lower-case letters and digits only");
        } else if (first == '"') {
            string(bytes, member, attribute, name, from, to);
        } else if (first != 'n' && attribute != Attribute.EXTENSION) { // an attribute that is null is not there
            present |= 1 << attribute.ordinal();
            fault(attribute.text(), "must be a string");
        } else if (first == '{' || first == '[') {
            fault(JsonText.excerpt(name, from, to), "must be a string, a boolean or an integer");
        } else if (first != 'n' && first != 't' && first != 'f') {
            number(bytes, member, name, from, to);
        }
    }

    private void number(byte[] bytes, int member, byte[] name, int from, int to) {
        if (!AttributeRules.isInteger(bytes, scanner.valueFrom(member), scanner.valueTo(member))) {
            fault(JsonText.excerpt(name, from, to), "must be a 32-bit integer if it is a number");
        }
    }

    private void string(byte[] bytes, int member, Attribute attribute, byte[] name, int nameFrom, int nameTo) {
        int traits = scanner.valueTraits(member);
        int from = scanner.valueFrom(member) + 1;
        int to = scanner.valueTo(member) - 1;
        int index = attribute.ordinal();
        present |= 1 << index;
        escaped = (traits & JsonText.ESCAPED) == 0 ? escaped & ~(1 << index) : escaped | 1 << index;
        froms[index] = from;
        tos[index] = to;
        texts[index] = traits == 0 ? known(index, bytes, from, to) : null;
        if (texts[index] != null) {
            return;
        }
        byte[] text = (traits & JsonText.ESCAPED) == 0 ? bytes : JsonText.unescape(bytes, from, to);
        int first = text == bytes ? from : 0;
        int last = text == bytes ? to : text.length;
        String wrong = attribute == Attribute.DATA_BASE64
                ? AttributeRules.isBase64(text, first, last) ? null : "must be Base64"
                : AttributeRules.fault(attribute, text, first, last, traits == 0);
        if (wrong != null) {
            fault(JsonText.excerpt(name, nameFrom, nameTo), wrong);
        } else if (text != bytes) {
            texts[index] = text;
        } else if (traits == 0 && attribute.repeats() && to - from <= LONGEST_KNOWN) {
            known[index] = Arrays.copyOfRange(bytes, from, to);
            texts[index] = known[index];
        }
    }

    /** Returns the attribute's earlier, valid text if it is the same again; else null. */
    private byte @Nullable [] known(int index, byte[] bytes, int from, int to) {
        byte[] before = known[index];
        return before != null && Arrays.equals(before, 0, before.length, bytes, from, to) ? before : null;
    }

    private boolean has(Attribute attribute) {
        return (present & 1 << attribute.ordinal()) != 0;
    }

    private byte[] text(byte[] bytes, Attribute attribute) {
        int index = attribute.ordinal();
        byte[] unescaped = texts[index];
        return unescaped != null ? unescaped : Arrays.copyOfRange(bytes, froms[index], tos[index]);
    }

    private void fault(String name, String detail) {
        faults.add(Fault.at("/" + name, detail));
    }

    private Parsed tooLarge(int size) {
        return new Parsed.Invalid(Problem.TOO_LARGE.because(
                size + " bytes exceed the maximum of " + limits.maxEventBytes() + " (events.maxBytes)"));
    }

    private Refusal refusal(int from) {
        Problem problem = scanner.fault() == JsonScanner.Fault.TOO_DEEP ? Problem.TOO_LARGE : Problem.MALFORMED;
        String detail = scanner.faultDetail() + ", at byte " + (scanner.faultAt() - from);
        return new Refusal(problem, detail, Fault.at(scanner.faultPointer(), scanner.faultDetail()));
    }

    static Refusal refused(List<Fault> faults) {
        Fault first = faults.get(0);
        String place = first.pointer() == null
                ? String.valueOf(first.parameter())
                : first.pointer().substring(1);
        String more = faults.size() == 1 ? "" : " (and " + (faults.size() - 1) + " more)";
        return new Refusal(Problem.INVALID_EVENT, place + " " + first.detail() + more, faults);
    }
}
