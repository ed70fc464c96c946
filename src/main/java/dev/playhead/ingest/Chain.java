package dev.playhead.ingest;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the order of one connection or request. It hands its submissions to the log in the order of arrival. After an
 * event of a key has failed, it refuses later events of that key. Its event loop owns it; failures may arrive on any
 * thread.
 */
public final class Chain {
    private final int maxFailedKeys;
    private volatile @Nullable Set<ByteBuffer> failedKeys;

    // Owned by the event loop
    final ArrayDeque<Submission> undecided = new ArrayDeque<>();

    Chain(int maxFailedKeys) {
        this.maxFailedKeys = maxFailedKeys;
    }

    void fail(byte[] key) {
        Set<ByteBuffer> failed = failedKeys;
        if (failed == null) {
            synchronized (this) {
                failed = failedKeys == null ? ConcurrentHashMap.newKeySet() : failedKeys;
                failedKeys = failed;
            }
        }
        if (failed.size() <= maxFailedKeys) {
            failed.add(ByteBuffer.wrap(key));
        }
    }

    boolean hasFailed(byte[] key) {
        Set<ByteBuffer> failed = failedKeys;
        return failed != null && (failed.size() > maxFailedKeys || failed.contains(ByteBuffer.wrap(key)));
    }
}
