package dev.playhead.codec;

/** Timestamps as RFC 3339 has them; stateless. */
final class Timestamps {
    private static final int[] DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
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
        return isDate(b, from) && isZone(b, at, to) && isClock(b, from + 11);
    }

    private static boolean isDate(byte[] b, int from) {
        int year = number(b, from) * 100 + number(b, from + 2);
        int month = number(b, from + 5);
        int day = number(b, from + 8);
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return month >= 1 && month <= 12 && day >= 1 && (day <= DAYS[month - 1] || month == 2 && day == 29 && leap);
    }

    /** A leap second would be allowed by the letter, but hardly a reader takes it. */
    private static boolean isClock(byte[] b, int from) {
        return number(b, from) <= 23 && number(b, from + 3) <= 59 && number(b, from + 6) <= 59;
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
