package dev.playhead.redis.confirmations;

import dev.playhead.group.Lease;
import io.vertx.core.Future;
import java.util.List;

/**
 * Keeps the logs of confirmations, and nodes hold copies of them. It runs one call of a log at a time, on its own
 * clock. Calls come on any thread; Futures complete on any thread, and fail with {@code unavailable} while the store is
 * unavailable. A call whose Future failed may have run, or may run later.
 */
interface LogStore {
    /** Returns the entries after the copy's position; adds the entry if the copy then lacks none. */
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
     * @param adds whether the call confirms any identity, even if the copy has all of them
     * @param entry identities that the copy lacks, none twice, and a mark; empty if the copy has all of them
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
