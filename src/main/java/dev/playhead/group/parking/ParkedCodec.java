package dev.playhead.group.parking;

import dev.playhead.codec.Utf8Buffer;
import dev.playhead.event.Identity;
import dev.playhead.event.Position;
import dev.playhead.log.Journal;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Writes parked events into their journal and reads them back; stateless.
 *
 * <pre>
 * key    group/topic/partition/offset             or, of a replaced event, group/topic/partition/offset/identity
 * value  {"group":"billing","topic":"orders","topicId":"…","partition":0,"offset":991,"recorded":"…",
 *         "hash":"1f…","identity":"9c…","reason":"…","attempts":6,"first":"…","last":"…","event":{…}}
 * </pre>
 *
 * The event comes last, so that all else is read without it; {@code hash} (of the record's key) is there where it has a
 * key, {@code event} where it was not too large.
 */
final class ParkedCodec {
    private static final String EVENT = ",\"event\":";

    private ParkedCodec() {}

    static String key(String group, LetterKey letter) {
        return group + "/" + letter.text();
    }

    static String group(String key) {
        return key.substring(0, Math.max(0, key.indexOf('/')));
    }

    /** Reads the key of a parked event from its key in the journal; null for a foreign key. */
    static @Nullable LetterKey letter(String key) {
        return LetterKey.parse(key.substring(key.indexOf('/') + 1));
    }

    static String encode(Parked parked) {
        Parked.Original original = parked.original();
        Position position = original.position();
        Parked.Failure failure = parked.failure();
        Utf8Buffer out = new Utf8Buffer(512);
        out.put("{\"group\":").quoted(parked.group());
        out.put(",\"topic\":").quoted(position.topic());
        out.put(",\"topicId\":").quoted(original.topicId());
        out.put(",\"partition\":").put(position.partition());
        out.put(",\"offset\":").put(position.offset());
        out.put(",\"recorded\":\"").instant(original.recorded());
        if (original.keyed()) {
            out.put("\",\"hash\":\"").put(Long.toHexString(original.key()));
        }
        out.put("\",\"identity\":\"").put(hex(original.identity()));
        out.put("\",\"reason\":").quoted(failure.reason());
        out.put(",\"attempts\":").put(failure.attempts());
        out.put(",\"first\":\"").instant(failure.firstAt());
        out.put("\",\"last\":\"").instant(failure.lastAt()).put((byte) '"');
        if (original.event() != null) {
            out.put(EVENT).put(original.event());
        }
        return new String(out.put((byte) '}').array(), 0, out.length(), StandardCharsets.UTF_8);
    }

    /** Reads the part of the value that stays in memory. */
    static Shelved shelved(Journal.At at, String value) {
        Parked.Original original = parked(head(value), null).original();
        LetterKey letter = letter(at.key());
        return new Shelved(
                at,
                original.topicId(),
                letter == null ? LetterKey.of(original.position()) : letter,
                original.keyed(),
                original.key(),
                original.identity());
    }

    static Parked decode(String value) {
        return parked(head(value), event(value));
    }

    private static Parked parked(JsonObject head, @Nullable String event) {
        String hash = head.getString("hash");
        return new Parked(
                head.getString("group"),
                new Parked.Original(
                        head.getString("topicId"),
                        new Position(head.getString("topic"), head.getInteger("partition"), head.getLong("offset")),
                        millis(head, "recorded"),
                        hash != null,
                        hash == null ? 0 : Long.parseUnsignedLong(hash, 16),
                        identity(head.getString("identity")),
                        event),
                new Parked.Failure(
                        head.getString("reason"),
                        head.getInteger("attempts"),
                        millis(head, "first"),
                        millis(head, "last")));
    }

    /** Within a JSON string every quote has its backslash, so the first of these is the member. */
    private static JsonObject head(String value) {
        int event = value.indexOf(EVENT);
        return new JsonObject(event < 0 ? value : value.substring(0, event) + "}");
    }

    private static @Nullable String event(String value) {
        int event = value.indexOf(EVENT);
        return event < 0 ? null : value.substring(event + EVENT.length(), value.length() - 1);
    }

    private static long millis(JsonObject head, String name) {
        return Instant.parse(head.getString(name)).toEpochMilli();
    }

    static String hex(Identity identity) {
        return String.format("%016x%016x", identity.high(), identity.low());
    }

    static Identity identity(String hex) {
        return new Identity(Long.parseUnsignedLong(hex, 0, 16, 16), Long.parseUnsignedLong(hex, 16, 32, 16));
    }
}
