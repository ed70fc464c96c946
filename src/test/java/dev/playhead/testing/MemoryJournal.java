package dev.playhead.testing;

import dev.playhead.event.Problem;
import dev.playhead.log.Journal;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A journal in memory: twin of the one on Kafka. Any thread; Futures are complete when they are returned. */
public final class MemoryJournal implements Journal {
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, Long> places = new LinkedHashMap<>();
    private final List<Changes> followers = new ArrayList<>();
    private long next;
    private boolean available = true;
    private int maxBytes = Integer.MAX_VALUE;

    /** Takes the journal away, or gives it back. */
    public synchronized void available(boolean on) {
        available = on;
    }

    /** Longer values are refused from now on. */
    public synchronized void maxBytes(int most) {
        maxBytes = most;
    }

    @Override
    public synchronized int maxBytes() {
        return maxBytes;
    }

    @Override
    public synchronized Future<Void> put(String key, String value) {
        if (!available) {
            return away();
        }
        if (value.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            return Future.failedFuture(
                    Problem.TOO_LARGE.because("too long for the journal").asException());
        }
        long place = next++;
        if (value.isEmpty()) {
            values.remove(key);
            places.remove(key);
            followers.forEach(changes -> changes.removed(key));
        } else {
            values.put(key, value);
            places.put(key, place);
            followers.forEach(changes -> changes.put(new At(key, place), value));
        }
        return Future.succeededFuture();
    }

    @Override
    public synchronized Future<Map<String, String>> load() {
        return available ? Future.succeededFuture(new LinkedHashMap<>(values)) : away();
    }

    @Override
    public synchronized Followed follow(Changes changes) {
        values.forEach((key, value) -> changes.put(new At(key, places.get(key)), value));
        followers.add(changes);
        return new Followed() {
            @Override
            public Future<Void> now() {
                synchronized (MemoryJournal.this) {
                    return available ? Future.succeededFuture() : away();
                }
            }

            @Override
            public void close() {
                synchronized (MemoryJournal.this) {
                    followers.remove(changes);
                }
            }
        };
    }

    @Override
    public synchronized Future<Map<String, String>> read(Collection<At> wanted) {
        if (!available) {
            return away();
        }
        Map<String, String> found = new LinkedHashMap<>();
        for (At at : wanted) {
            if (Long.valueOf(at.place()).equals(places.get(at.key()))) {
                found.put(at.key(), values.get(at.key()));
            }
        }
        return Future.succeededFuture(found);
    }

    private static <T> Future<T> away() {
        return Future.failedFuture(
                Problem.UNAVAILABLE.because("the journal is away").asException());
    }
}
