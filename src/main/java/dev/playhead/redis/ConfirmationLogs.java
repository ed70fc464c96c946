package dev.playhead.redis;

import io.micrometer.core.instrument.Counter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Owns this node's copies of the logs of confirmations, by their keys: those that were used last, as many as fit. One that
 * was let go of and is used again is read again from Redis; one that is let go of while it is used does no harm, as each keeps
 * itself up to date. Any thread.
 */
final class ConfirmationLogs {
    private final RedisLink link;
    private final ConfirmationBounds bounds;
    private final long most;
    private final Counter read;
    private final ConcurrentHashMap<List<String>, Copy> copies = new ConcurrentHashMap<>();

    private static final class Copy {
        private final ConfirmationLog log;
        private volatile long used = System.nanoTime();

        Copy(ConfirmationLog log) {
            this.log = log;
        }
    }

    /**
     * @param most bytes of all of them together; the one used last may take more
     * @param read counts the identities that are read from Redis
     */
    ConfirmationLogs(RedisLink link, ConfirmationBounds bounds, long most, Counter read) {
        this.link = link;
        this.bounds = bounds;
        this.most = most;
        this.read = read;
    }

    /** @param keys of its head, and of its group's leases */
    ConfirmationLog of(List<String> keys) {
        Copy copy = copies.computeIfAbsent(
                keys, absent -> new Copy(new ConfirmationLog(link, absent, bounds, read, this::shrink)));
        copy.used = System.nanoTime();
        return copy.log;
    }

    void drop(List<String> keys) {
        copies.remove(keys);
    }

    /** Of memory, about. */
    long bytes() {
        return copies.values().stream().mapToLong(copy -> copy.log.bytes()).sum();
    }

    private void shrink() {
        while (bytes() > most && copies.size() > 1) {
            long now = System.nanoTime();
            copies.entrySet().stream()
                    .max(Comparator.comparingLong(each -> now - each.getValue().used))
                    .map(Map.Entry::getKey)
                    .ifPresent(this::drop);
        }
    }
}
