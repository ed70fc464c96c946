package dev.playhead.logback;

import dev.playhead.settings.Setting;

/** How a node says what happens to it. */
public record LogSettings(
        @Setting(
                key = "log.format",
                defaultValue = "text",
                meaning = "Form of the log on standard error: text for people, json (an object a line) for machines")
        Format format,

        @Setting(
                key = "log.level",
                defaultValue = "info",
                meaning = "From which level on Playhead's own lines are logged: error, warn, info, debug or trace")
        Level level) {

    /** The form of a line. */
    public enum Format {
        TEXT,
        JSON
    }

    /** How much is logged, each with all before it. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }
}
