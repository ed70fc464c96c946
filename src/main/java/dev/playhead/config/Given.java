package dev.playhead.config;

import java.util.List;

/** A value that somebody gave for a key, as text (several texts if as a list), and where it came from, in words. */
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
