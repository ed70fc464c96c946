package dev.playhead.config;

import dev.playhead.settings.Secret;
import dev.playhead.settings.Setting;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One setting as a record declares it, and the type of its value. */
record Key(Setting setting, Type type) {
    String name() {
        return setting.key();
    }

    String defaultValue() {
        return setting.defaultValue();
    }

    /** Returns whether names below its own name give its entries. */
    boolean isMap() {
        return type instanceof ParameterizedType generic && generic.getRawType() == Map.class;
    }

    /** Returns whether no message may show its value. */
    boolean isSecret() {
        return isMap()
                || (type instanceof ParameterizedType generic && generic.getActualTypeArguments()[0] == Secret.class);
    }

    /** Returns the sentence for people: the meaning, and the bounds if any. */
    String meaning() {
        String bounds = bounds();
        return bounds.isEmpty() ? setting.meaning() : setting.meaning() + " (" + bounds + ")";
    }

    /** Writes the bounds like {@code 1 to 65535}, {@code 1ms and more}, {@code at most 7d}, or empty. */
    private String bounds() {
        if (setting.least().isEmpty()) {
            return setting.most().isEmpty() ? "" : "at most " + setting.most();
        }
        return setting.least() + (setting.most().isEmpty() ? " and more" : " to " + setting.most());
    }

    /** @throws IllegalArgumentException with the bounds, if the value of this key lies outside of them */
    void check(Object value) {
        Values.scalars(value).forEach(scalar -> {
            if (isBeyond(scalar, setting.least(), -1) || isBeyond(scalar, setting.most(), 1)) {
                throw new IllegalArgumentException(bounds());
            }
        });
    }

    private static boolean isBeyond(Object scalar, String bound, int direction) {
        return !bound.isEmpty()
                && Values.compare(scalar, Values.read(scalar.getClass(), List.of(bound))) * direction > 0;
    }

    /** Folds a name: all spellings of a key's environment variable become equal. */
    static String folded(String text) {
        return text.toUpperCase(Locale.ROOT).replace("_", "").replace(".", "");
    }
}
