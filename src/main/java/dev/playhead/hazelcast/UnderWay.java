package dev.playhead.hazelcast;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Shares the work under way, by key: a second request during the work gets the same Future. Holds a key only until the
 * end of its work. Any thread.
 */
final class UnderWay {
    private final Map<String, Future<Void>> begun = new ConcurrentHashMap<>();

    Future<Void> join(String key, Supplier<Future<Void>> work) {
        Promise<Void> end = Promise.promise();
        Future<Void> first = begun.putIfAbsent(key, end.future());
        if (first != null) {
            return first;
        }
        // An exception of the work is its failure
        Future.succeededFuture().compose(now -> work.get()).onComplete(done -> {
            begun.remove(key);
            end.handle(done);
        });
        return end.future();
    }
}
