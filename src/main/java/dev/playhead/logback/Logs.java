package dev.playhead.logback;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.joran.spi.JoranException;
import java.util.Locale;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Owns the format of the log; called on the main thread. An operator's configuration
 * ({@code -Dlogback.configurationFile=…}) replaces these settings.
 */
public final class Logs {
    /** The property that {@code logback.xml} reads. */
    static final String FORMAT = "playhead.log.format";

    static final String LEVEL = "playhead.log.level";

    /** The member of a line that says which node it is of. */
    static final String NODE = "node";

    private Logs() {}

    /**
     * Sets the format and the level. The reading of settings may have made a logger before, and Logback reads its
     * configuration at the first one: so it reads it again.
     */
    public static void use(LogSettings settings) {
        System.setProperty(FORMAT, settings.format().name().toLowerCase(Locale.ROOT));
        System.setProperty(LEVEL, settings.level().name());
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
            configure(logback);
        }
        // Users of the JDK's own loggers would write lines of another format between these
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    private static void configure(LoggerContext logback) {
        logback.reset();
        try {
            new ContextInitializer(logback).autoConfig();
        } catch (JoranException unreadable) {
            throw new IllegalStateException("Logback cannot read its configuration", unreadable);
        }
    }

    /** Adds the node's name to every line from now on, in formats with members. */
    public static void name(String node) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
            logback.putProperty(NODE, node);
        }
    }
}
