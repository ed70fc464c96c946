package dev.playhead.redis.confirmations;

import io.vertx.core.Future;
import java.util.List;

/**
 * Keeps the logs of confirmations that the nodes hold copies of, and runs one call of a log at a time on a clock of its
 * own. Calls come on any thread; Futures complete on any thread, and fail with {@code unavailable} while the store is
 * unavailable. A call whose Future failed may have run, or may run later.
 */
interface LogStore {
    /** Brings the copy forward; adds the entry where the copy then lacks nothing. */
    Future<LogAnswer> ask(LogQuestion question);

    /**
     * Deletes the log.
     *
     * @param keys as of {@link LogQuestion#keys()}
     */
    Future<Void> drop(List<String> keys);
}
