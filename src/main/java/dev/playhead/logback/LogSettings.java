package dev.playhead.logback;

import dev.playhead.settings.Setting;

/** Sets the form and the level of the node's log. */
public record LogSettings(
        @Setting(
                key = "log.format",
                defaultValue = "text",
                meaning = "Format of the log on standard error: text for people, json for machines, one object per "
                        + "line")
        Format format,

        @Setting(
                key = "log.level",
                defaultValue = "info",
                meaning = "Minimum level of Playhead's log lines: error, warn, info, debug or trace")
        Level level) {

    /** The form of a line. */
    public enum Format {
        TEXT,
        JSON
    }

    /** The levels of the log, each with all before it. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }
}
