package dev.playhead.logback;

import ch.qos.logback.classic.LoggerContext;
import java.util.Locale;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Owns the form of the log; called on the main thread. A configuration of one's own ({@code
 * -Dlogback.configurationFile=…}) takes the place of what is set here.
 */
public final class Logs {
    /** The property that {@code logback.xml} reads. */
    static final String FORMAT = "playhead.log.format";

    static final String LEVEL = "playhead.log.level";

    /** The member of a line that says which node it is of. */
    static final String NODE = "node";

    private Logs() {}

    /** Sets the form and the level; before anything has made a logger, because Logback then reads how to log. */
    public static void use(LogSettings settings) {
        System.setProperty(FORMAT, settings.format().name().toLowerCase(Locale.ROOT));
        System.setProperty(LEVEL, settings.level().name());
        // What logs by the JDK's own loggers would write lines of another form between these
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    /** Adds the node's name to every line from now on, in formats with members. */
    public static void name(String node) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
            logback.putProperty(NODE, node);
        }
    }
}
