package dev.playhead.group.parking;

import dev.playhead.event.Identity;
import dev.playhead.event.Position;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Names a parked event of a group by its position. A replaced event also has its identity in the key: the log has lost it,
 * and Playhead parked another event at its position later.
 *
 * <pre>
 * orders/0/991              the last parked event
 * orders/0/991/9c…          a replaced event
 * </pre>
 *
 * @param replaced the identity of a replaced event; null for the last parked event
 */
public record LetterKey(Position position, @Nullable Identity replaced) {
    /** Orders by position; at one position, the last parked event comes first. */
    static final Comparator<LetterKey> ORDER = Comparator.<LetterKey, String>comparing(key -> key.position.topic())
            .thenComparingInt(key -> key.position.partition())
            .thenComparingLong(key -> key.position.offset())
            .thenComparing(LetterKey::replaced, Comparator.nullsFirst(LetterKey::compare));

    static LetterKey of(Position position) {
        return new LetterKey(position, null);
    }

    private static int compare(Identity one, Identity other) {
        int high = Long.compareUnsigned(one.high(), other.high());
        return high != 0 ? high : Long.compareUnsigned(one.low(), other.low());
    }

    /** Returns the key as a text. */
    public String text() {
        String at = position.topic() + "/" + position.partition() + "/" + position.offset();
        return replaced == null ? at : at + "/" + ParkedCodec.hex(replaced);
    }

    /** Reads a key from its text; null for an invalid text. */
    public static @Nullable LetterKey parse(String text) {
        List<String> parts = List.of(text.split("/", -1));
        try {
            return parts.size() == 3 || parts.size() == 4
                    ? new LetterKey(
                            new Position(parts.get(0), Integer.parseInt(parts.get(1)), Long.parseLong(parts.get(2))),
                            parts.size() == 3 ? null : ParkedCodec.identity(parts.get(3)))
                    : null;
        } catch (NumberFormatException | IndexOutOfBoundsException notOurs) {
            return null;
        }
    }
}
