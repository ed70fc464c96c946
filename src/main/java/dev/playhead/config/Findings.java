package dev.playhead.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects the findings of the sources: values by key, later sources over earlier ones, and every fault. */
final class Findings {
    private final Map<String, Given> values = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();

    Findings() {}

    void give(Key key, Given value) {
        values.put(key.name(), value);
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
    }
}
