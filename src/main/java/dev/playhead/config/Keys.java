package dev.playhead.config;

import dev.playhead.settings.Setting;
import dev.playhead.settings.Spelling;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The keys of a settings record and of the records in it, in the order of their declaration; immutable. */
final class Keys {
    /** The end of a name that gives the file with the value of a key: {@code redis.url.file} or {@code redis.urlFile}. */
    private static final String FILE = "FILE";

    private final Map<String, Key> byName = new LinkedHashMap<>();
    private final Map<String, Key> byFolded = new LinkedHashMap<>();

    private Keys() {}

    /** The ways in which a name of the input gives a value. */
    enum Form {
        VALUE,
        /** One entry of a key that holds a map. */
        ENTRY,
        /** The path of the file that has the value. */
        FILE
    }

    /**
     * The meaning of a name of the input.
     *
     * @param entry the name of the entry; empty for other forms
     */
    record Slot(Key key, Form form, String entry) {}

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

    /** Finds the meaning of a name as it stands in the file and in arguments. */
    Optional<Slot> named(String name) {
        Key key = byName.get(name);
        if (key != null) {
            return Optional.of(new Slot(key, Form.VALUE, ""));
        }
        return entry(name, ".", entry -> entry)
                .or(() -> name.endsWith(".file") || name.endsWith("File")
                        ? file(Optional.ofNullable(byName.get(name.replaceFirst("\\.?[fF]ile$", ""))))
                        : Optional.empty());
    }

    /** Finds the meaning of a name as it stands in the environment, where case and dots are lost. */
    Optional<Slot> folded(String variable) {
        String folded = Key.folded(variable);
        Key key = byFolded.get(folded);
        if (key != null) {
            return Optional.of(new Slot(key, Form.VALUE, ""));
        }
        return entry(variable.toLowerCase(Locale.ROOT), "_", entry -> entry.replace('_', '.'))
                .or(() -> folded.endsWith(FILE)
                        ? file(Optional.ofNullable(byFolded.get(folded.substring(0, folded.length() - FILE.length()))))
                        : Optional.empty());
    }

    private Optional<Slot> entry(String name, String separator, UnaryOperator<String> spelled) {
        return byName.values().stream()
                .filter(Key::isMap)
                .filter(key -> name.startsWith(prefix(key, separator)))
                .map(key -> slot(
                        key, spelled.apply(name.substring(prefix(key, separator).length()))))
                .findFirst();
    }

    private static String prefix(Key map, String separator) {
        return map.name().replace(".", separator) + separator;
    }

    /** The value of a map is the path of its file already, so both names of the file mean the same. */
    private static Slot slot(Key map, String entry) {
        return entry.equals("file") ? new Slot(map, Form.VALUE, "") : new Slot(map, Form.ENTRY, entry);
    }

    private static Optional<Slot> file(Optional<Key> key) {
        return key.map(found -> new Slot(found, Form.FILE, ""));
    }

    /** The known key that looks most like an unknown one, if any is near. */
    Optional<Key> nearest(String unknown) {
        return Spelling.nearest(Key.folded(unknown), byFolded.keySet().stream()).map(byFolded::get);
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
}
