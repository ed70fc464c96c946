package dev.playhead.replay.pacing;

import dev.playhead.metrics.Meter;
import dev.playhead.metrics.Meters;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Vertx;
import java.util.function.LongSupplier;

/**
 * Limits the rate of all replays of a node, because live traffic has priority. During live traffic they begin at a low
 * rate, and yield when appends take longer than without replays, or an event loop is late. Any thread.
 */
public final class NodeBudget {
    private static final long TICK_MILLIS = 100;
    private static final long PROBE_MILLIS = 10;
    private static final double SECONDS = 0.004;
    private static final int LEAST = 1 << 15;

    /** The latency of an append below which a growth does not matter. */
    private static final double LEAST_MILLIS = 0.3;

    private final YieldSettings settings;
    private final Strain strain;
    private final LongSupplier clock;
    private final Counter yielded;

    // Guarded by this
    private final Allowance allowance;
    private final Bucket bucket;
    private final Calm calm;
    private final AppendSample sample;
    private long sent;
    private boolean refused;
    private long tickedAt;
    private long probedAt;
    private long late;
    private double taken;

    /** Read without the lock, because usually no limit applies. */
    private volatile boolean bound;

    /** @param clock epoch milliseconds */
    public NodeBudget(YieldSettings settings, Strain strain, LongSupplier clock, Meters meters) {
        this.settings = settings;
        this.strain = strain;
        this.clock = clock;
        this.allowance = new Allowance(settings);
        this.bucket = new Bucket(allowance.limit(), SECONDS, LEAST, clock.getAsLong());
        this.calm = new Calm(settings.silence().toMillis(), TICK_MILLIS);
        this.sample = new AppendSample(strain);
        this.tickedAt = clock.getAsLong();
        this.probedAt = tickedAt;
        this.yielded = meters.counter(Meter.REPLAY_YIELDED);
        meters.gauge(Meter.REPLAY_LIMIT, this, NodeBudget::limit);
    }

    /** Looks from now on, as long as Vert.x runs. */
    public void start(Vertx vertx) {
        vertx.setPeriodic(PROBE_MILLIS, tick -> probe(clock.getAsLong()));
    }

    /** Measures the delay of an event loop; a timer calls it there every hundredth of a second. */
    synchronized void probe(long now) {
        late = Math.max(late, now - probedAt - PROBE_MILLIS);
        probedAt = now;
        if (now - tickedAt >= TICK_MILLIS || now < tickedAt) {
            look(now, Math.max(1, now - tickedAt));
        }
    }

    private void look(long now, long passed) {
        boolean silent = calm.isSilent();
        sample.look();
        if (!silent) {
            taken = sample.mean();
        }
        boolean judged = silent || sample.isEnough();
        // Without live traffic, a late event loop is the work of the replays themselves, and does no harm
        boolean appending = !sample.isEmpty() || taken > 0;
        boolean live = appending || strain.isRead();
        boolean sending = sent > 0 || refused;
        calm.look(now, sending && appending, silent ? sample.mean() : 0);
        if (!live) {
            allowance.free();
        } else if (!allowance.isBound()) {
            allowance.begin();
        } else if (sending && !silent) {
            allowance.look(isLate() || judged && isSlow(), sent * 1000 / passed);
        }
        bucket.rate(allowance.limit(), now);
        if (judged || calm.isSilent()) {
            sample.restart();
        }
        bound = allowance.isBound() || calm.isSilent();
        if (refused) {
            yielded.increment(passed / 1000.0);
        }
        tickedAt = now;
        sent = 0;
        late = 0;
        refused = false;
    }

    private boolean isLate() {
        return late > settings.latency().toMillis();
    }

    private boolean isSlow() {
        double undisturbed = calm.millis();
        return undisturbed == 0
                ? taken > settings.latency().toMillis()
                : taken > undisturbed * settings.factor() && taken - undisturbed > LEAST_MILLIS;
    }

    /** Returns the number of bytes that may be sent now; above 0, a longer event may go alone. */
    public long bytes() {
        if (!bound) {
            return Long.MAX_VALUE;
        }
        synchronized (this) {
            long available = calm.isSilent() ? 0 : bucket.available(clock.getAsLong());
            refused |= available == 0;
            return available;
        }
    }

    public synchronized void sent(long bytes) {
        sent += bytes;
        if (bound) {
            bucket.take(bytes, clock.getAsLong());
        }
    }

    /** Returns the time of the next question. */
    public long opensAt(long now) {
        if (!bound) {
            return now;
        }
        synchronized (this) {
            return calm.isSilent() ? Math.max(now, tickedAt + TICK_MILLIS) + 1 : bucket.availableAt(now);
        }
    }

    private synchronized double limit() {
        return allowance.limit();
    }

    /** Measures the strain of live traffic on this node. Any thread, never blocks. */
    public interface Strain {
        /** Counts the appends that have ended since the node started; {@link #appendMillis} has their time. */
        long appends();

        /** Returns the total time of all appends since the node started, in milliseconds. */
        double appendMillis();

        /** Returns whether any client reads live. */
        boolean isRead();
    }
}
