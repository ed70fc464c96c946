package dev.playhead.redis.window;

import dev.playhead.ingest.DuplicateWindow.Entry;
import dev.playhead.ingest.Mark;
import dev.playhead.log.Topic;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/**
 * Gathers the claims of one event loop while two of its calls are in flight. So under load many small batches become
 * few large ones: an event alone in a call takes Redis four times as long as an event among thirty. Any thread;
 * admission bounds the waiting claims.
 */
final class Gathering {
    private static final int CALLS = 2;

    private record Asked(Topic topic, List<Entry> claims, Promise<List<Mark>> answer) {}

    private final BiFunction<Topic, List<Entry>, Future<List<Mark>>> call;
    private final int most;

    // Guarded by this
    private final ArrayDeque<Asked> waiting = new ArrayDeque<>();
    private int underWay;

    /** One for each thread that claims. */
    static final class All {
        private final Map<Thread, Gathering> byThread = new ConcurrentHashMap<>();
        private final BiFunction<Topic, List<Entry>, Future<List<Mark>>> call;
        private final int most;

        /** @param most the maximum of claims gathered into one call, unless one caller has more */
        All(BiFunction<Topic, List<Entry>, Future<List<Mark>>> call, int most) {
            this.call = call;
            this.most = most;
        }

        Gathering ofThisThread() {
            return byThread.computeIfAbsent(Thread.currentThread(), thread -> new Gathering(call, most));
        }
    }

    private Gathering(BiFunction<Topic, List<Entry>, Future<List<Mark>>> call, int most) {
        this.call = call;
        this.most = most;
    }

    Future<List<Mark>> claim(Topic topic, List<Entry> claims) {
        synchronized (this) {
            if (underWay >= CALLS) {
                Promise<List<Mark>> answer = Promise.promise();
                waiting.add(new Asked(topic, claims, answer));
                return answer.future();
            }
            underWay++;
        }
        return call.apply(topic, claims).onComplete(ended -> next());
    }

    private void next() {
        List<Asked> asked;
        synchronized (this) {
            asked = take();
            if (asked.isEmpty()) {
                underWay--;
                return;
            }
        }
        List<Entry> claims = new ArrayList<>();
        asked.forEach(one -> claims.addAll(one.claims()));
        call.apply(asked.get(0).topic(), claims).onComplete(answer -> {
            next();
            tell(asked, answer);
        });
    }

    /** Takes the claims of one topic that have waited longest. */
    private List<Asked> take() {
        List<Asked> taken = new ArrayList<>();
        int count = 0;
        for (Asked one = waiting.peek(); one != null; one = waiting.peek()) {
            count += one.claims().size();
            boolean another = !taken.isEmpty();
            if (another && (count > most || !one.topic().equals(taken.get(0).topic()))) {
                break;
            }
            taken.add(waiting.remove());
        }
        return taken;
    }

    private static void tell(List<Asked> asked, AsyncResult<List<Mark>> answer) {
        int from = 0;
        for (Asked one : asked) {
            int to = from + one.claims().size();
            if (answer.succeeded()) {
                one.answer().complete(answer.result().subList(from, to));
            } else {
                one.answer().fail(answer.cause());
            }
            from = to;
        }
    }
}
