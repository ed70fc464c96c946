package dev.playhead.kafka.client;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks Kafka about topics, one request a topic at a time, so that a thousand new subscribers cannot crowd out other
 * requests. Callers during a request share the next one, because the answer to the first may be older than events that
 * they know. Any thread.
 */
public final class SharedQuestions<K, V> {
    private final Function<K, Future<V>> ask;

    /** The topics with a request in flight, and the next request if callers wait. */
    private final Map<K, @Nullable Promise<V>> next = new HashMap<>();

    public SharedQuestions(Function<K, Future<V>> ask) {
        this.ask = ask;
    }

    public Future<V> of(K topic) {
        synchronized (next) {
            if (next.containsKey(topic)) {
                Promise<V> shared = next.get(topic);
                if (shared == null) {
                    shared = Promise.promise();
                    next.put(topic, shared);
                }
                return shared.future();
            }
            next.put(topic, null);
        }
        return asked(topic);
    }

    private Future<V> asked(K topic) {
        return ask.apply(topic).onComplete(answered -> goOn(topic));
    }

    private void goOn(K topic) {
        Promise<V> waiting;
        synchronized (next) {
            waiting = next.remove(topic);
            if (waiting != null) {
                next.put(topic, null);
            }
        }
        if (waiting != null) {
            asked(topic).onComplete(waiting);
        }
    }
}
