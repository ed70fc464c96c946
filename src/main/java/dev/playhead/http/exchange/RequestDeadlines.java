package dev.playhead.http.exchange;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps the ends of equally long waits in their order, so that a request needs no timer of its own. Owned by one event
 * loop; late by at most a tenth of the wait.
 */
public final class RequestDeadlines {
    private final long nanos;
    private final Map<Runnable, Long> ends = new LinkedHashMap<>();

    public RequestDeadlines(Vertx vertx, Duration wait) {
        this.nanos = wait.toNanos();
        vertx.setPeriodic(Math.max(1, wait.toMillis() / 10), tick -> expire());
    }

    /** Runs it when the wait is over, unless it is cancelled; the same again starts the wait anew. */
    public void start(Runnable expired) {
        ends.remove(expired);
        ends.put(expired, System.nanoTime() + nanos);
    }

    public void cancel(Runnable expired) {
        ends.remove(expired);
    }

    private void expire() {
        long now = System.nanoTime();
        Iterator<Map.Entry<Runnable, Long>> oldest = ends.entrySet().iterator();
        java.util.List<Runnable> over = new java.util.ArrayList<>();
        while (oldest.hasNext()) {
            Map.Entry<Runnable, Long> next = oldest.next();
            if (next.getValue() - now > 0) {
                break;
            }
            over.add(next.getKey());
            oldest.remove();
        }
        over.forEach(Runnable::run);
    }
}
