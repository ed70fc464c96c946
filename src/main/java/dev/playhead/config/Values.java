package dev.playhead.config;

import dev.playhead.codec.DurationText;
import dev.playhead.settings.Secret;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the text of a value as the type that a settings record wants; stateless. */
final class Values {
    private static final Pattern NUMBER = Pattern.compile("(-?\\d{1,18})\\s*(B|KiB|MiB|GiB|TiB)?");
    private static final Map<String, Long> SIZES =
            Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);

    private Values() {}

    /** @throws IllegalArgumentException with the accepted form of this type, in words that complete "it takes …" */
    static Object read(Type type, List<String> texts) {
        if (type instanceof ParameterizedType generic) {
            Type inner = generic.getActualTypeArguments()[0];
            if (generic.getRawType() == Optional.class) {
                return isBlank(texts) ? Optional.empty() : Optional.of(read(inner, texts));
            }
            if (generic.getRawType() == List.class) {
                return split(texts).map(text -> read(inner, List.of(text))).toList();
            }
        }
        if (type instanceof Class<?> raw && texts.size() == 1) {
            // Spaces may be part of a secret
            return raw == Secret.class
                    ? Secret.of(texts.get(0))
                    : scalar(raw, texts.get(0).strip());
        }
        throw new IllegalArgumentException("one value, not a list");
    }

    /** Returns true for types that have a value without input and without a default. */
    static boolean mayBeAbsent(Type type) {
        return type instanceof ParameterizedType generic
                && (generic.getRawType() == Optional.class || generic.getRawType() == List.class);
    }

    /** The values in an optional or a list; else the value itself. */
    static Stream<?> scalars(Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.stream();
        }
        return value instanceof List<?> list ? list.stream() : Stream.of(value);
    }

    /** Compares two values of one type that has an order. */
    @SuppressWarnings("unchecked") // both were read as one type
    static int compare(Object value, Object bound) {
        return ((Comparable<Object>) value).compareTo(bound);
    }

    private static Object scalar(Class<?> type, String text) {
        if (type == String.class) {
            return text;
        } else if (type == int.class || type == Integer.class) {
            return whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE).intValue();
        } else if (type == long.class || type == Long.class) {
            return whole(text, Long.MIN_VALUE, Long.MAX_VALUE);
        } else if (type == double.class || type == Double.class) {
            return decimal(text);
        } else if (type == boolean.class || type == Boolean.class) {
            return truth(text);
        } else if (type == Duration.class) {
            return time(text);
        } else if (type == Path.class) {
            return path(text);
        } else if (type.isEnum()) {
            return constant(type, text);
        }
        throw new IllegalStateException("settings of type " + type + " are not supported");
    }

    private static Long whole(String text, long least, long most) {
        Matcher number = NUMBER.matcher(text);
        if (number.matches()) {
            long unit = number.group(2) == null ? 1 : SIZES.getOrDefault(number.group(2), 1L);
            try {
                long value = Math.multiplyExact(Long.parseLong(number.group(1)), unit);
                if (value >= least && value <= most) {
                    return value;
                }
            } catch (ArithmeticException tooLarge) {
                throw new IllegalArgumentException("a whole number up to " + most, tooLarge);
            }
        }
        throw new IllegalArgumentException("a whole number up to " + most + ", or bytes with KiB, MiB or GiB");
    }

    private static Double decimal(String text) {
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException malformed) {
            throw new IllegalArgumentException("a number", malformed);
        }
    }

    private static Boolean truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("true or false");
        };
    }

    private static Duration time(String text) {
        Duration time = DurationText.parse(text);
        if (time == null) {
            throw new IllegalArgumentException(DurationText.FORM);
        }
        return time;
    }

    static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException malformed) {
            throw new IllegalArgumentException("a path", malformed);
        }
    }

    private static Object constant(Class<?> type, String text) {
        Object[] constants = type.getEnumConstants();
        return Arrays.stream(constants)
                .filter(constant -> Key.folded(constant.toString()).equals(Key.folded(text)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(Arrays.stream(constants)
                        .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", ", "one of ", ""))));
    }

    /** Splits a list that was given as one text at its commas. */
    private static Stream<String> split(List<String> texts) {
        if (isBlank(texts)) {
            return Stream.empty();
        }
        return texts.stream()
                .flatMap(text -> texts.size() == 1 ? Arrays.stream(text.split(",", -1)) : Stream.of(text))
                .map(String::strip)
                .peek(Values::requireText);
    }

    private static void requireText(String entry) {
        if (entry.isEmpty()) {
            throw new IllegalArgumentException("a list without empty entries");
        }
    }

    private static boolean isBlank(List<String> texts) {
        return String.join("", texts).isBlank();
    }
}
