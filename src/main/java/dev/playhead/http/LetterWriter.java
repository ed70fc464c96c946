package dev.playhead.http;

import dev.playhead.codec.JsonMembers;
import dev.playhead.codec.Utf8Buffer;
import dev.playhead.event.Position;
import dev.playhead.group.parking.DeadLetters;
import dev.playhead.group.parking.Parked;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes answers with parked events; stateless.
 *
 * <pre>
 * page    {"group":"billing","total":17,"parked":[letter,letter,…],"token":"orders/0/991","end":false}
 * letter  {"topic":"orders","partition":0,"offset":991,"recorded":"…","source":"…","id":"…","type":"…","subject":"…",
 *          "reason":"…","attempts":6,"first":"…","last":"…","redriving":false}        looked at alone, also "event":{…}
 *                                                                                     and "replaces":[letter,letter,…]
 * </pre>
 *
 * A replaced letter has {@code "replaced":true}: Playhead parked another event at its position later. A page with letters
 * has a token. An event that was too large for a copy has no attributes either.
 */
final class LetterWriter {
    private static final List<String> ATTRIBUTES = List.of("source", "id", "type", "subject");

    private LetterWriter() {}

    static Buffer page(String group, DeadLetters.Page page) {
        Utf8Buffer out = new Utf8Buffer(1024);
        out.put("{\"group\":").quoted(group).put(",\"total\":").put(page.total());
        out.put(",\"parked\":[");
        String before = "";
        for (DeadLetters.Letter letter : page.letters()) {
            write(out.put(before), letter);
            out.put((byte) '}');
            before = ",";
        }
        out.put((byte) ']');
        if (!page.letters().isEmpty()) {
            DeadLetters.Letter last = page.letters().get(page.letters().size() - 1);
            out.put(",\"token\":").quoted(last.key().text());
        }
        return buffer(out.put(",\"end\":").put(page.end() ? "true}" : "false}"));
    }

    static Buffer whole(DeadLetters.AtPosition found) {
        Utf8Buffer out = new Utf8Buffer(1024);
        writeWithEvent(out, found.last());
        String before = ",\"replaces\":[";
        for (DeadLetters.Letter letter : found.replaced()) {
            writeWithEvent(out.put(before), letter);
            out.put((byte) '}');
            before = ",";
        }
        return buffer(out.put(found.replaced().isEmpty() ? "}" : "]}"));
    }

    private static void writeWithEvent(Utf8Buffer out, DeadLetters.Letter letter) {
        write(out, letter);
        String event = letter.parked().original().event();
        if (event != null) {
            out.put(",\"event\":").put(event);
        }
    }

    private static void write(Utf8Buffer out, DeadLetters.Letter letter) {
        Parked.Original original = letter.parked().original();
        Position position = original.position();
        out.put("{\"topic\":").quoted(position.topic());
        out.put(",\"partition\":").put(position.partition());
        out.put(",\"offset\":").put(position.offset());
        out.put(",\"recorded\":\"").instant(original.recorded()).put((byte) '"');
        if (original.event() != null) {
            JsonMembers members = new JsonMembers(original.event().getBytes(StandardCharsets.UTF_8));
            for (String name : ATTRIBUTES) {
                String text = members.text(name);
                if (text != null) {
                    out.put(",\"" + name + "\":").quoted(text);
                }
            }
        }
        Parked.Failure failure = letter.parked().failure();
        out.put(",\"reason\":").quoted(failure.reason());
        out.put(",\"attempts\":").put(failure.attempts());
        out.put(",\"first\":\"").instant(failure.firstAt());
        out.put("\",\"last\":\"").instant(failure.lastAt());
        out.put("\",\"redriving\":").put(letter.redriving() ? "true" : "false");
        if (letter.key().replaced() != null) {
            out.put(",\"replaced\":true");
        }
    }

    private static Buffer buffer(Utf8Buffer out) {
        return Buffer.buffer(out.toBytes());
    }
}
