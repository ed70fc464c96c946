package dev.playhead.sandbox;

import java.util.Locale;

/** The programs that a sandbox can run. */
public enum Child {
    KAFKA("Kafka"),
    REDIS("Redis");

    private final String title;

    Child(String title) {
        this.title = title;
    }

    /** The name for people. */
    public String title() {
        return title;
    }

    /** The name for files, threads and labels. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The state of a child: up, or down with the reason. */
    public record State(Child child, boolean up, String reason) {}
}
