package dev.playhead.replay;

import dev.playhead.metrics.Meter;
import dev.playhead.metrics.Meters;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Vertx;
import java.util.function.LongSupplier;

/**
 * What all replays of a node may send together, so that live traffic comes first: it yields when appends take long, or an
 * event loop is late. Any thread.
 */
public final class NodeBudget {
    private static final long TICK_MILLIS = 100;
    private static final double SECONDS = 0.02;
    private static final int LEAST = 1 << 16;

    private final YieldSettings settings;
    private final Strain strain;
    private final LongSupplier clock;
    private final Counter yielded;

    // Guarded by this
    private final Allowance allowance;
    private final Bucket bucket;
    private long sent;
    private boolean refused;
    private long tickedAt;

    /** Read without the lock, as nearly always there is no bound. */
    private volatile boolean bound;

    /** @param clock epoch milliseconds */
    public NodeBudget(YieldSettings settings, Strain strain, LongSupplier clock, Meters meters) {
        this.settings = settings;
        this.strain = strain;
        this.clock = clock;
        this.allowance = new Allowance(settings.floor(), settings.step());
        this.bucket = new Bucket(allowance.limit(), SECONDS, LEAST, clock.getAsLong());
        this.tickedAt = clock.getAsLong();
        this.yielded = meters.counter(Meter.REPLAY_YIELDED);
        meters.gauge(Meter.REPLAY_LIMIT, this, NodeBudget::limit);
    }

    /** Looks from now on, as long as Vert.x runs. */
    public void start(Vertx vertx) {
        vertx.setPeriodic(TICK_MILLIS, tick -> look(clock.getAsLong()));
    }

    /** Looks how live traffic has it; to be called every tenth of a second, on an event loop. */
    synchronized void look(long now) {
        long passed = Math.max(1, now - tickedAt);
        long late = passed - TICK_MILLIS;
        double appends = strain.appendMillis();
        // Where nobody is live, a late event loop is the work of the replays themselves, and harms nobody
        boolean live = appends > 0 || strain.isRead();
        boolean hard = live && Math.max(appends, late) > settings.latency().toMillis();
        boolean sending = sent > 0 || refused;
        if (sending || allowance.isBound()) {
            allowance.look(hard && sending, sent * 1000 / passed);
            bucket.rate(allowance.limit(), now);
            bound = allowance.isBound();
        }
        if (refused) {
            yielded.increment(passed / 1000.0);
        }
        tickedAt = now;
        sent = 0;
        refused = false;
    }

    /** How many bytes may be sent now; where it is above 0, a longer event may go alone. */
    long bytes() {
        if (!bound) {
            return Long.MAX_VALUE;
        }
        synchronized (this) {
            long available = bucket.available(clock.getAsLong());
            refused |= available == 0;
            return available;
        }
    }

    synchronized void sent(long bytes) {
        sent += bytes;
        if (bound) {
            bucket.take(bytes, clock.getAsLong());
        }
    }

    /** When to ask again. */
    long opensAt(long now) {
        if (!bound) {
            return now;
        }
        synchronized (this) {
            return bucket.availableAt(now);
        }
    }

    private synchronized double limit() {
        return allowance.limit();
    }
}
