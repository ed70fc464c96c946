package dev.playhead.codec;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Timestamps as RFC 3339 has them, in events and in requests; stateless. */
public final class Timestamps {
    private static final int[] DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    private static final int LEAP = 60;
    private static final long FIRST = Instant.parse("0000-01-01T00:00:00Z").toEpochMilli();
    private static final long LAST = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();
    private static final String SHAPE = "dddd-dd-ddTdd:dd:dd";

    private Timestamps() {}

    static boolean isValid(byte[] b, int from, int to) {
        if (to - from < SHAPE.length() + 1 || !hasShape(SHAPE, b, from)) {
            return false;
        }
        int at = from + SHAPE.length();
        if (b[at] == '.') {
            int fraction = ++at;
            while (at < to && isDigit(b[at])) {
                at++;
            }
            if (at == fraction) {
                return false;
            }
        }
        return isDate(b, from) && isZone(b, at, to) && isClock(b, from + 11) && isSecond(b, from, at);
    }

    /**
     * Returns epoch milliseconds, rounded up: a record before the time is also before the result. A leap second is the
     * second after it, as in POSIX time.
     *
     * @return null if the text is not a timestamp
     */
    public static @Nullable Long epochMillis(String text) {
        byte[] b = text.getBytes(StandardCharsets.UTF_8);
        if (!isValid(b, 0, b.length)) {
            return null;
        }
        int at = SHAPE.length();
        int millis = 0;
        boolean more = false;
        if (b[at] == '.') {
            for (int digit = 0; isDigit(b[++at]); digit++) {
                millis = digit < 3 ? millis * 10 + b[at] - '0' : millis;
                more |= digit >= 3 && b[at] != '0';
            }
            for (int digits = at - SHAPE.length() - 1; digits < 3; digits++) {
                millis *= 10;
            }
        }
        return (minute(b, 0, at).toEpochSecond() + number(b, 17)) * 1000 + millis + (more ? 1 : 0);
    }

    /**
     * Returns the text of a time; RFC 3339 has the years 0 to 9999, and a time outside them becomes the nearest within.
     */
    public static String text(long epochMillis) {
        return Instant.ofEpochMilli(Math.min(Math.max(epochMillis, FIRST), LAST))
                .toString();
    }

    private static boolean isDate(byte[] b, int from) {
        int year = number(b, from) * 100 + number(b, from + 2);
        int month = number(b, from + 5);
        int day = number(b, from + 8);
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return month >= 1 && month <= 12 && day >= 1 && (day <= DAYS[month - 1] || month == 2 && day == 29 && leap);
    }

    private static boolean isClock(byte[] b, int from) {
        return number(b, from) <= 23 && number(b, from + 3) <= 59 && number(b, from + 6) <= LEAP;
    }

    /**
     * Returns whether the second is valid. A second 60 is the last one of a month in UTC, and any month may have one.
     */
    private static boolean isSecond(byte[] b, int from, int zone) {
        if (number(b, from + 17) < LEAP) {
            return true;
        }
        OffsetDateTime minute = minute(b, from, zone);
        return minute.getHour() == 23
                && minute.getMinute() == 59
                && minute.getDayOfMonth() == minute.toLocalDate().lengthOfMonth();
    }

    /** Reads the minute of a text with checked digits, in UTC. */
    private static OffsetDateTime minute(byte[] b, int from, int zone) {
        int sign = b[zone] == '-' ? -1 : 1;
        int offset = (b[zone] | 0x20) == 'z' ? 0 : sign * (number(b, zone + 1) * 60 + number(b, zone + 4));
        return OffsetDateTime.of(
                        number(b, from) * 100 + number(b, from + 2),
                        number(b, from + 5),
                        number(b, from + 8),
                        number(b, from + 11),
                        number(b, from + 14),
                        0,
                        0,
                        ZoneOffset.UTC)
                .minusMinutes(offset);
    }

    private static boolean isZone(byte[] b, int at, int to) {
        if (to - at == 1) {
            return (b[at] | 0x20) == 'z';
        }
        return to - at == 6
                && (b[at] == '+' || b[at] == '-')
                && hasShape("dd:dd", b, at + 1)
                && number(b, at + 1) <= 23
                && number(b, at + 4) <= 59;
    }

    private static boolean hasShape(String shape, byte[] b, int from) {
        for (int i = 0; i < shape.length(); i++) {
            char wanted = shape.charAt(i);
            byte c = b[from + i];
            if (wanted == 'd' ? !isDigit(c) : wanted == 'T' ? (c | 0x20) != 't' : c != wanted) {
                return false;
            }
        }
        return true;
    }

    private static int number(byte[] b, int at) {
        return (b[at] - '0') * 10 + b[at + 1] - '0';
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }
}
