package dev.playhead.load.wire;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Owns the sums over all connections of a group: what was delivered and confirmed, and which share of the partitions each
 * has; any thread.
 */
final class GroupTally {
    private final int partitions;
    private final int[] held;
    private final long events;
    private final CountDownLatch shared = new CountDownLatch(1);
    private final CountDownLatch settled = new CountDownLatch(1);

    // Guarded by this
    private long delivered;
    private long first;
    private long again;
    private long confirms;
    private long settledNanos;
    private long sharedNanos;
    private long firstByThen;

    GroupTally(int connections, int partitions, long events) {
        this.held = new int[connections];
        this.partitions = partitions;
        this.events = events;
    }

    /** A connection has so many partitions more, or fewer. */
    synchronized void holds(int connection, int more) {
        held[connection] += more;
        int all = 0;
        int least = partitions;
        int most = 0;
        for (int one : held) {
            all += one;
            least = Math.min(least, one);
            most = Math.max(most, one);
        }
        if (all == partitions && most - least <= 1 && shared.getCount() > 0) {
            sharedNanos = System.nanoTime();
            firstByThen = first;
            shared.countDown();
        }
    }

    synchronized void delivered(int more) {
        delivered += more;
    }

    /** An answer has come: so many were new, and so many were not, or not known. */
    synchronized void confirmed(long fresh, long others) {
        first += fresh;
        again += others;
        confirms++;
        if (first >= events && settled.getCount() > 0) {
            settledNanos = System.nanoTime();
            settled.countDown();
        }
    }

    /** Waits until the connections share all partitions, none with two more than another. */
    void awaitShared(Duration limit) throws IOException, InterruptedException {
        if (!shared.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException("the partitions are not shared fairly after " + limit);
        }
    }

    void awaitSettled() throws InterruptedException {
        settled.await();
    }

    /** A reading has ended that nobody but us should have ended. */
    void assertSettled() throws IOException {
        if (settled.getCount() > 0) {
            throw new IOException("the node has closed a connection of the group");
        }
    }

    /** Each event was delivered once and confirmed once, or the outcome says that it was not. */
    synchronized Outcome since(long startNanos) {
        return new Outcome(first, again + delivered - first, settledNanos - startNanos);
    }

    /** Events a second from when the partitions were shared, as the figures of Kafka's consumer leave out its joining. */
    synchronized double perSecondOnceShared(long startNanos) {
        boolean late = shared.getCount() > 0 || sharedNanos >= settledNanos;
        return late
                ? first * 1e9 / (settledNanos - startNanos)
                : (first - firstByThen) * 1e9 / (settledNanos - sharedNanos);
    }

    synchronized double perConfirm() {
        return (double) first / confirms;
    }

    /** How long it took, or 0 where all was confirmed before. */
    synchronized double shareSeconds(long startNanos) {
        return shared.getCount() > 0 ? 0 : (sharedNanos - startNanos) / 1e9;
    }

    @Override
    public synchronized String toString() {
        return delivered + " delivered, " + first + " of " + events + " confirmed, " + again + " confirmed again";
    }
}
