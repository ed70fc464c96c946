package dev.playhead.codec;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads durations, in requests and in settings alike: a whole number with its unit, or ISO 8601; stateless. */
public final class DurationText {
    /** The form, to follow "takes". */
    public static final String FORM = "a duration such as 500ms, 30s, 2m, 1h, 7d or PT1M30S";

    private static final Pattern SIMPLE = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d)");

    private DurationText() {}

    /** The duration; null for another text. */
    public static @Nullable Duration parse(String text) {
        Matcher simple = SIMPLE.matcher(text);
        try {
            if (!simple.matches()) {
                return Duration.parse(text);
            }
            long amount = Long.parseLong(simple.group(1));
            return switch (simple.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofDays(amount);
            };
        } catch (DateTimeParseException | ArithmeticException malformed) {
            return null;
        }
    }
}
