package dev.playhead.codec;

import java.nio.charset.StandardCharsets;

/** The members of a CloudEvent in JSON that have rules of their own; every other one is an {@link #EXTENSION}. */
enum Attribute {
    SPECVERSION("specversion"),
    ID("id"),
    SOURCE("source"),
    TYPE("type"),
    SUBJECT("subject"),
    TIME("time"),
    DATACONTENTTYPE("datacontenttype"),
    DATASCHEMA("dataschema"),
    PARTITIONKEY("partitionkey"),
    DATA("data"),
    DATA_BASE64("data_base64"),
    EXTENSION("");

    static final int COUNT = values().length;

    /** The required attributes. */
    static final Attribute[] REQUIRED = {SPECVERSION, ID, SOURCE, TYPE};

    private final String text;
    private final long head;
    private final long tail;

    Attribute(String text) {
        byte[] name = text.getBytes(StandardCharsets.US_ASCII);
        this.text = text;
        this.head = head(name, 0, name.length);
        this.tail = tail(name, 0, name.length);
    }

    String text() {
        return text;
    }

    /** Returns true for attributes with costly checks and few different values. */
    boolean repeats() {
        return this == SOURCE || this == DATACONTENTTYPE || this == DATASCHEMA;
    }

    /** Finds the attribute with the unescaped name in [from, to). */
    static Attribute of(byte[] name, int from, int to) {
        return switch (to - from) {
            case 2 -> ID.or(EXTENSION, name, from, to);
            case 4 ->
                name[from] == 'd'
                        ? DATA.or(EXTENSION, name, from, to)
                        : TYPE.or(TIME.or(EXTENSION, name, from, to), name, from, to);
            case 6 -> SOURCE.or(EXTENSION, name, from, to);
            case 7 -> SUBJECT.or(EXTENSION, name, from, to);
            case 10 -> DATASCHEMA.or(EXTENSION, name, from, to);
            case 11 -> SPECVERSION.or(DATA_BASE64.or(EXTENSION, name, from, to), name, from, to);
            case 12 -> PARTITIONKEY.or(EXTENSION, name, from, to);
            case 15 -> DATACONTENTTYPE.or(EXTENSION, name, from, to);
            default -> EXTENSION;
        };
    }

    private Attribute or(Attribute other, byte[] name, int from, int to) {
        return head == head(name, from, to) && tail == tail(name, from, to) ? this : other;
    }

    private static long head(byte[] name, int from, int to) {
        return Words.upTo8(name, from, Math.min(to, from + 8));
    }

    /** The rest: no name here is longer than sixteen bytes. */
    private static long tail(byte[] name, int from, int to) {
        return Words.upTo8(name, from + 8, to);
    }
}
