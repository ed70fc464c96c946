package dev.playhead.redis;

import dev.playhead.ingest.Mark;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Reads a script's answer: a MessagePack array that alternates the index of an identity, from 1, and its mark; empty
 * without a known identity.
 */
public final class Unpacked {
    private final byte[] bytes;
    private int at;

    private Unpacked(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Reads the marks of {@code count} identities in order, {@link Mark#FREE} for an unknown one. */
    public static List<Mark> marks(byte[] bytes, int count) {
        if (bytes.length == 0) {
            return Collections.nCopies(count, Mark.FREE);
        }
        Mark[] marks = new Mark[count];
        Arrays.fill(marks, Mark.FREE);
        Unpacked answer = new Unpacked(bytes);
        int items = answer.arrayLength();
        for (int item = 0; item < items; item += 2) {
            int place = answer.number();
            marks[place - 1] = answer.mark();
        }
        return Arrays.asList(marks);
    }

    private int arrayLength() {
        int head = bytes[at++] & 0xff;
        return switch (head) {
            case 0xdc -> unsigned(2);
            case 0xdd -> unsigned(4);
            default -> {
                check(head >> 4 == 0x9, head);
                yield head & 0x0f;
            }
        };
    }

    private int number() {
        int head = bytes[at++] & 0xff;
        return switch (head) {
            case 0xcc -> unsigned(1);
            case 0xcd -> unsigned(2);
            default -> {
                check(head < 0x80, head);
                yield head;
            }
        };
    }

    private Mark mark() {
        int end = length() + at;
        Mark mark = MarkCodec.read(bytes, at, end);
        at = end;
        return mark;
    }

    private int length() {
        int head = bytes[at++] & 0xff;
        return switch (head) {
            case 0xd9 -> unsigned(1);
            case 0xda -> unsigned(2);
            default -> {
                check(head >> 5 == 0x5, head);
                yield head & 0x1f;
            }
        };
    }

    private int unsigned(int size) {
        int number = 0;
        for (int index = 0; index < size; index++) {
            number = number << 8 | (bytes[at++] & 0xff);
        }
        return number;
    }

    private static void check(boolean expected, int head) {
        if (!expected) {
            throw new IllegalStateException("an answer of the window holds the unexpected byte " + head);
        }
    }
}
