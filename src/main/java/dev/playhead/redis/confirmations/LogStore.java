package dev.playhead.redis.confirmations;

import dev.playhead.group.Lease;
import io.vertx.core.Future;
import java.util.List;

/**
 * Keeps the logs of confirmations that the nodes hold copies of, and runs one call of a log at a time on a clock of its
 * own. Calls come on any thread; Futures complete on any thread, and fail with {@code unavailable} while the store is
 * unavailable. A call whose Future failed may have run, or may run later.
 */
interface LogStore {
    /** Brings the copy forward; adds the entry where the copy then lacks nothing. */
    Future<LogAnswer> ask(Question question);

    /**
     * Deletes the log.
     *
     * @param keys as of {@link Question#keys()}
     */
    Future<Void> drop(List<String> keys);

    /**
     * One call of a log of confirmations.
     *
     * @param keys of the log's head, and of its group's leases
     * @param position of the copy
     * @param adds whether the call confirms anything, even where the copy knows all of it
     * @param entry identities that the copy lacks, none twice, and a mark; empty where the copy has all of them
     * @param leases under which the call confirms
     */
    record Question(
            List<String> keys,
            ConfirmationLog.Bounds bounds,
            ConfirmationCopy.LogPosition position,
            boolean adds,
            byte[] entry,
            List<Lease> leases) {}
}
