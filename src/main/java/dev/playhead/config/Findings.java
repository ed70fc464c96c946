package dev.playhead.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects the findings of the sources: values by key, later sources over earlier ones, and every fault. */
final class Findings {
    private final Map<String, Given> values = new LinkedHashMap<>();
    private final Map<String, Given> files = new LinkedHashMap<>();
    private final Map<String, Map<String, Given>> entries = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();

    Findings() {}

    void give(Keys.Slot slot, Given given) {
        String name = slot.key().name();
        switch (slot.form()) {
            case VALUE -> values.put(name, given);
            case FILE -> files.put(name, given);
            case ENTRY ->
                entries.computeIfAbsent(name, any -> new LinkedHashMap<>()).put(slot.entry(), given);
        }
    }

    void unknown(String name, String origin, Keys keys) {
        String suggestion = keys.nearest(name)
                .map(key -> "; did you mean " + key.name() + "?")
                .orElse("; --help lists all");
        fault("The setting " + name + " does not exist (" + origin + ")" + suggestion);
    }

    void fault(String sentence) {
        faults.add(sentence);
    }

    /** Returns the given value; a blank text counts as no value. */
    Optional<Given> given(Key key) {
        return Optional.ofNullable(values.get(key.name()))
                .filter(given -> !given.joined().isBlank());
    }

    /** Returns the path of the file that has the value. */
    Optional<Given> file(Key key) {
        return Optional.ofNullable(files.get(key.name()))
                .filter(given -> !given.joined().isBlank());
    }

    /** Returns the given entries of a key that holds a map; an entry may be blank. */
    Map<String, Given> entries(Key key) {
        return entries.getOrDefault(key.name(), Map.of());
    }

    List<String> faults() {
        return List.copyOf(faults);
    }

    /** Holds a given value of a key, as text (several texts for a list), and its origin in words. */
    record Given(List<String> texts, String origin) {
        Given {
            texts = List.copyOf(texts);
        }

        Given(String text, String origin) {
            this(List.of(text), origin);
        }

        String joined() {
            return String.join(",", texts);
        }

        /** Returns the text for people: without secrets, and without the user and the password of a URL. */
        String shown(Key key) {
            return key.isSecret() && !key.isMap() ? "(hidden)" : joined().replaceAll("://.*@", "://…@");
        }
    }
}
