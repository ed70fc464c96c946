package dev.playhead.event;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the log lines of failures that no code expected, and the ids by which answers name them. Any thread.
 *
 * <p>A client can cause the same failure many times a second. So a kind of failure has one line a second, and the
 * failures between two lines share the id of the first. A kind is the class of the failure and the first place of the
 * project in its stack.
 */
public final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
    private static final Failures OF_THE_NODE = new Failures(System::nanoTime);
    private static final long SECOND = 1_000_000_000L;
    private static final int MOST_KINDS = 256;

    /** The key of all further kinds. */
    private static final String OTHERS = "";

    private static final String PROJECT = "dev.playhead.";

    private final LongSupplier nanos;

    // Guarded by itself
    private final Map<String, Line> lines = new HashMap<>();

    /** The last line of a kind. */
    private static final class Line {
        private final String id = Long.toHexString(ThreadLocalRandom.current().nextLong() | 1L << 62);
        private final long at;
        private long unlogged;

        private Line(long at) {
            this.at = at;
        }
    }

    Failures(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Logs the failure, unless its kind has a line of this second, and gives the id of the line. */
    public static String log(Throwable failure) {
        return OF_THE_NODE.line(failure);
    }

    String line(Throwable failure) {
        String kind = kind(failure);
        Line line;
        long unlogged;
        synchronized (lines) {
            long now = nanos.getAsLong();
            String key = roomFor(kind, now) ? kind : OTHERS;
            Line last = lines.get(key);
            if (last != null && now - last.at < SECOND) {
                last.unlogged++;
                return last.id;
            }
            unlogged = last == null ? 0 : last.unlogged;
            line = new Line(now);
            lines.put(key, line);
        }
        LOG.atError()
                .addKeyValue("failure", line.id)
                .addKeyValue("kind", kind)
                .addKeyValue("unlogged", unlogged)
                .setCause(failure)
                .log("unexpected failure");
        return line.id;
    }

    private boolean roomFor(String kind, long now) {
        if (lines.size() >= MOST_KINDS) {
            lines.values().removeIf(old -> now - old.at >= SECOND);
        }
        return lines.containsKey(kind) || lines.size() < MOST_KINDS;
    }

    private static String kind(Throwable failure) {
        for (StackTraceElement frame : failure.getStackTrace()) {
            if (frame.getClassName().startsWith(PROJECT)) {
                return failure.getClass().getName() + " at " + frame.getClassName() + "." + frame.getMethodName() + ":"
                        + frame.getLineNumber();
            }
        }
        return failure.getClass().getName();
    }
}
