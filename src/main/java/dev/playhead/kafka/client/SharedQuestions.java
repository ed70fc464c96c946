package dev.playhead.kafka.client;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks Kafka about topics, one question a topic at a time, so that a thousand subscribers who come at once cannot
 * crowd out what else is asked of Kafka. Who comes while a question is under way shares the next one with all others, for
 * the answer to the first may be older than what they know to be stored. Any thread.
 */
public final class SharedQuestions<K, V> {
    private final Function<K, Future<V>> ask;

    /** The topics with a question under way, and the one that will follow it where somebody waits. */
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
