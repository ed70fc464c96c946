package dev.playhead.config;

import dev.playhead.settings.Setting;
import java.lang.reflect.RecordComponent;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The keys of a settings record and of the records in it, in the order of their declaration; immutable. */
final class Keys {
    private static final int FAR = 3;

    private final Map<String, Key> byName = new LinkedHashMap<>();
    private final Map<String, Key> byFolded = new LinkedHashMap<>();

    private Keys() {}

    static Keys of(Class<? extends Record> type) {
        Keys keys = new Keys();
        keys.addAll(type);
        return keys;
    }

    /** The key that a record's component declares; null if it is a record of settings itself. */
    static Key of(RecordComponent component) {
        Setting setting = component.getAnnotation(Setting.class);
        if (setting == null) {
            throw new IllegalStateException(component + " of " + component.getDeclaringRecord() + " is not a @Setting");
        }
        return new Key(setting, component.getGenericType());
    }

    static boolean isSection(RecordComponent component) {
        return component.getType().isRecord() && !component.isAnnotationPresent(Setting.class);
    }

    Iterable<Key> all() {
        return byName.values();
    }

    Optional<Key> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    Optional<Key> folded(String name) {
        return Optional.ofNullable(byFolded.get(Key.folded(name)));
    }

    /** The known key that looks most like an unknown one, if any is near. */
    Optional<Key> nearest(String unknown) {
        String folded = Key.folded(unknown);
        return byName.values().stream()
                .min(Comparator.comparingInt(key -> distance(folded, Key.folded(key.name()))))
                .filter(key -> distance(folded, Key.folded(key.name())) <= FAR);
    }

    private void addAll(Class<?> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            if (isSection(component)) {
                addAll(component.getType());
            } else {
                add(of(component));
            }
        }
    }

    private void add(Key key) {
        Key same = byFolded.putIfAbsent(Key.folded(key.name()), key);
        if (same != null) {
            throw new IllegalStateException(key.name() + " and " + same.name() + " are one environment variable");
        }
        byName.put(key.name(), key);
    }

    /** Computes Levenshtein's distance: the number of letters to add, drop or change. */
    private static int distance(String from, String to) {
        int[] above = new int[to.length() + 1];
        for (int column = 0; column <= to.length(); column++) {
            above[column] = column;
        }
        for (int row = 1; row <= from.length(); row++) {
            int[] line = new int[to.length() + 1];
            line[0] = row;
            for (int column = 1; column <= to.length(); column++) {
                int changed = above[column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
                line[column] = Math.min(changed, Math.min(above[column], line[column - 1]) + 1);
            }
            above = line;
        }
        return above[to.length()];
    }
}
