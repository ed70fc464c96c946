package dev.playhead.config;

import java.util.List;

/** Everything that is wrong with the settings given, a sentence each; for the person at the terminal. */
public final class InvalidSettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> sentences;

    InvalidSettingsException(List<String> sentences) {
        super(String.join("\n", sentences));
        this.sentences = List.copyOf(sentences);
    }

    public List<String> sentences() {
        return sentences;
    }
}
