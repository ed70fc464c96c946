package dev.playhead.redis.confirmations;

import io.micrometer.core.instrument.Counter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns this node's copies of the logs of confirmations, by their keys. When memory is needed it evicts an idle copy,
 * and reads it again from Redis at its next use. It keeps copies in use at any size, because their repeated reading
 * would cost more than all other work. It refuses a copy that does not fit beside them. Any thread.
 */
final class ConfirmationLogs implements ConfirmationLog.Room {
    private static final Logger LOG = LoggerFactory.getLogger(ConfirmationLogs.class);

    /** The time without a call after which a copy may be evicted. */
    private static final long IDLE_NANOS = 60_000_000_000L;

    private final LogStore store;
    private final LogStore.Bounds bounds;
    private final long most;
    private final Counter read;
    private final Counter refused;
    private final LongSupplier nanos;
    private final AtomicLong warned = new AtomicLong(Long.MIN_VALUE / 2);
    private final ConcurrentHashMap<List<String>, Copy> copies = new ConcurrentHashMap<>();

    private static final class Copy {
        private final ConfirmationLog log;
        private volatile long used;

        Copy(ConfirmationLog log) {
            this.log = log;
        }
    }

    /**
     * @param most the maximum bytes of all copies, except for the growth of copies in use
     * @param read counts the identities read from Redis
     * @param refused counts the copies that did not fit
     * @param nanos as {@link System#nanoTime()}
     */
    ConfirmationLogs(
            LogStore store, LogStore.Bounds bounds, long most, Counter read, Counter refused, LongSupplier nanos) {
        this.store = store;
        this.bounds = bounds;
        this.most = most;
        this.read = read;
        this.refused = refused;
        this.nanos = nanos;
    }

    /** @param keys of its head, and of its group's leases */
    ConfirmationLog of(List<String> keys) {
        Copy copy = copies.computeIfAbsent(
                keys, absent -> new Copy(new ConfirmationLog(store, absent, bounds, read, this)));
        copy.used = nanos.getAsLong();
        return copy.log;
    }

    void drop(List<String> keys) {
        copies.remove(keys);
    }

    /** Returns the approximate memory of all copies. */
    long bytes() {
        return copies.values().stream().mapToLong(copy -> copy.log.bytes()).sum();
    }

    @Override
    public boolean has(long identities) {
        long more = identities * LogStore.Bounds.BYTES_AN_ID;
        shrinkTo(most - more);
        boolean fits = bytes() + more <= most;
        if (!fits) {
            refused.increment();
        }
        long now = nanos.getAsLong();
        if (!fits && now - warned.get() > IDLE_NANOS) {
            warned.set(now);
            LOG.atWarn()
                    .addKeyValue("events", identities)
                    .addKeyValue("bytes", more)
                    .addKeyValue("used", bytes())
                    .addKeyValue("most", most)
                    .log("a confirmation copy exceeds the heap limit; raise confirmations.copyBytes");
        }
        return fits;
    }

    @Override
    public void changed() {
        shrinkTo(most);
    }

    private void shrinkTo(long bytes) {
        long now = nanos.getAsLong();
        while (bytes() > bytes) {
            List<String> oldest = copies.entrySet().stream()
                    .filter(each -> now - each.getValue().used > IDLE_NANOS
                            && !each.getValue().log.isBusy())
                    .max(Comparator.comparingLong(each -> now - each.getValue().used))
                    .map(Map.Entry::getKey)
                    .orElse(null);
            if (oldest == null) {
                return;
            }
            drop(oldest);
        }
    }
}
