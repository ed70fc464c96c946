package dev.playhead.load.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * Owns the bytes of a thousand CloudEvents, laid out ready to be sent and numbered anew each time they are; used by one
 * thread.
 *
 * <p>An id is the run (8 characters), the round through the sheet (8 digits) and the place on it (3 digits), so that
 * only the round is written when events go out again: one long an event. The subject, which is the key, changes with
 * place and round over {@link #SUBJECTS} values. The data is words in a fixed random order, so that compression meets
 * something like text and not a run of one letter.
 */
public final class EventSheet {
    public static final int EVENTS = 1000;
    public static final int SUBJECTS = 10_000;
    public static final int RUN_LENGTH = 8;
    public static final int NUMBER_LENGTH = 11;

    /** What every event of ours begins with, up to its id. */
    static final String BEFORE_ID = "{\"specversion\":\"1.0\",\"id\":\"";

    private static final String BEFORE_SUBJECT =
            "\",\"source\":\"/load/orders\",\"type\":\"order.changed\",\"subject\":\"order-";
    private static final String BEFORE_TEXT = "\",\"datacontenttype\":\"application/json\",\"data\":{\"note\":\"";
    private static final String AFTER_TEXT = "\"}}";
    private static final int ID_AT = BEFORE_ID.length();
    private static final int ROUND_AT = ID_AT + RUN_LENGTH;
    private static final int SUBJECT_AT = ID_AT + RUN_LENGTH + NUMBER_LENGTH + BEFORE_SUBJECT.length();
    private static final int FIXED_BYTES = SUBJECT_AT + 4 + BEFORE_TEXT.length() + AFTER_TEXT.length();
    private static final String SUBJECT_PREFIX = "order-";

    private final String run;
    private final int eventBytes;
    private final Layout layout;
    private final int groupBytes;
    private final ByteBuffer bytes;
    private int asciiRoundOf = -1;
    private long asciiRound;

    public EventSheet(String run, int eventBytes, Layout layout) {
        if (run.length() != RUN_LENGTH) {
            throw new IllegalArgumentException(
                    "a run has a name of " + RUN_LENGTH + " characters, not \"" + run + "\"");
        }
        if (eventBytes < FIXED_BYTES) {
            throw new IllegalArgumentException("an event has at least " + FIXED_BYTES + " bytes, not " + eventBytes);
        }
        this.run = run;
        this.eventBytes = eventBytes;
        this.layout = layout;
        this.groupBytes = layout.groupBytes(eventBytes);
        this.bytes = ByteBuffer.allocateDirect(groupBytes * groupsPerSheet());
        draw();
    }

    private void draw() {
        for (int slot = 0; slot < EVENTS; slot++) {
            int place = slot % layout.eventsPerGroup();
            bytes.put(place == 0 ? layout.before() : layout.between());
            bytes.put(event(slot));
            if (place == layout.eventsPerGroup() - 1) {
                bytes.put(layout.after());
            }
        }
    }

    private byte[] event(int slot) {
        String fixed =
                BEFORE_ID + run + "0".repeat(8) + digits(slot) + BEFORE_SUBJECT + "0" + digits(slot) + BEFORE_TEXT;
        String text = words(new SplittableRandom(slot), eventBytes - FIXED_BYTES);
        return (fixed + text + AFTER_TEXT).getBytes(StandardCharsets.US_ASCII);
    }

    private static String digits(int slot) {
        return String.valueOf(1000 + slot).substring(1);
    }

    private static String words(SplittableRandom random, int length) {
        StringBuilder text = new StringBuilder(length + 8);
        while (text.length() < length) {
            for (int letters = random.nextInt(2, 8); letters > 0; letters--) {
                text.append((char) ('a' + random.nextInt(26)));
            }
            text.append(' ');
        }
        return text.substring(0, length);
    }

    public int eventBytes() {
        return eventBytes;
    }

    public String run() {
        return run;
    }

    public int eventsPerGroup() {
        return layout.eventsPerGroup();
    }

    /** The bytes of a group, numbered for it; good until the next call. */
    public ByteBuffer group(long group) {
        return groups(group, 1);
    }

    /** The bytes of these groups, or of as many of them as stand before the sheet's end; good until the next call. */
    public ByteBuffer groups(long first, int count) {
        int at = (int) (first % groupsPerSheet());
        int end = Math.min(at + count, groupsPerSheet());
        int round = Math.toIntExact(first / groupsPerSheet());
        for (int group = at; group < end; group++) {
            number(group, round);
        }
        return bytes.limit(end * groupBytes).position(at * groupBytes);
    }

    /** How many groups stand in what {@link #groups} gave. */
    public int groupsIn(ByteBuffer given) {
        return given.remaining() / groupBytes;
    }

    private int groupsPerSheet() {
        return EVENTS / layout.eventsPerGroup();
    }

    private void number(int group, int round) {
        long digits = asciiRound(round);
        byte digit = (byte) ('0' + round % 10);
        bytes.clear();
        int stride = eventBytes + layout.between().length;
        int event = group * groupBytes + layout.before().length;
        for (int i = 0; i < layout.eventsPerGroup(); i++, event += stride) {
            bytes.putLong(event + ROUND_AT, digits);
            bytes.put(event + SUBJECT_AT, digit);
        }
    }

    private long asciiRound(int round) {
        if (round != asciiRoundOf) {
            long digits = 0;
            for (int i = 0, rest = round; i < 8; i++, rest /= 10) {
                digits |= (long) ('0' + rest % 10) << (8 * i);
            }
            asciiRound = digits;
            asciiRoundOf = round;
        }
        return asciiRound;
    }

    /** The key of an event: its subject. */
    public static byte[] subject(long number) {
        String subject = SUBJECT_PREFIX + number / EVENTS % 10 + digits((int) (number % EVENTS));
        return subject.getBytes(StandardCharsets.US_ASCII);
    }

    /** The number of an event of ours, from its bytes. */
    public static long number(byte[] event) {
        return parse(event, ROUND_AT);
    }

    static long parse(byte[] text, int at) {
        long number = 0;
        for (int i = at; i < at + NUMBER_LENGTH; i++) {
            number = number * 10 + (text[i] - '0');
        }
        return number;
    }

    /** A copy of one event's bytes; the layout has one event a group and nothing around it. */
    public byte[] copy(long number) {
        ByteBuffer event = group(number);
        byte[] copy = new byte[event.remaining()];
        event.get(copy);
        return copy;
    }

    /** A name for a run that no other run has, in all likelihood. */
    public static String newRun() {
        SplittableRandom random = new SplittableRandom();
        StringBuilder name = new StringBuilder(RUN_LENGTH);
        while (name.length() < RUN_LENGTH) {
            name.append((char) ('a' + random.nextInt(26)));
        }
        return name.toString();
    }
}
