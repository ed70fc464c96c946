package dev.playhead.kafka.read;

import dev.playhead.log.Bounds;
import dev.playhead.log.Topic;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the bounds of topics, one question a topic at a time, so that a thousand subscribers who come at once cannot
 * crowd out what else is asked of Kafka. Who comes while a question is under way shares the next one with all others, for
 * the answer to the first may be older than what they know to be stored. Any thread.
 */
final class SharedBounds {
    private final Function<Topic, Future<List<Bounds>>> ask;

    /** The topics with a question under way, and the one that will follow it where somebody waits. */
    private final Map<Topic, @Nullable Promise<List<Bounds>>> next = new HashMap<>();

    SharedBounds(Function<Topic, Future<List<Bounds>>> ask) {
        this.ask = ask;
    }

    Future<List<Bounds>> of(Topic topic) {
        synchronized (next) {
            if (next.containsKey(topic)) {
                Promise<List<Bounds>> shared = next.get(topic);
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

    private Future<List<Bounds>> asked(Topic topic) {
        return ask.apply(topic).onComplete(answered -> goOn(topic));
    }

    private void goOn(Topic topic) {
        Promise<List<Bounds>> waiting;
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
