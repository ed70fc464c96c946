package dev.playhead;

import dev.playhead.logback.LogSettings;
import java.io.PrintStream;
import org.slf4j.LoggerFactory;

/** Writes for the person at the terminal. Used by the commands on the main thread. */
final class Terminal {
    private Terminal() {}

    static void print(PrintStream to, String text) {
        to.println(text);
        to.flush();
    }

    /** Prints a failure in a text log, and logs it in a JSON log. */
    static void fail(LogSettings log, PrintStream to, String text) {
        if (log.format() == LogSettings.Format.TEXT) {
            print(to, text);
        } else {
            LoggerFactory.getLogger(Terminal.class).atError().log(text);
        }
    }
}
