package dev.playhead.http;

import dev.playhead.replay.ReplayReport;
import dev.playhead.replay.Replays;
import dev.playhead.replay.job.ReplayJob;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the state of replays once for all watchers of one event loop that wait at the same time. So a change with
 * hundreds of watchers is read and encoded once. Owned by that event loop.
 */
final class ReplayNews {
    /** The state of a replay, and the server-sent event with it. */
    record News(ReplayJob job, Buffer text) {
        static News of(ReplayReport report) {
            return new News(
                    report.job(),
                    Buffer.buffer("id: " + report.job().epoch() + "\nevent: replay\ndata: "
                            + ReplayWriter.whole(report).encode() + "\n\n"));
        }
    }

    private final Context context;
    private final Replays replays;

    /** The running request for each replay, with the watchers that wait for the next one. */
    private final Map<String, Waiting> asking = new HashMap<>();

    private static final class Waiting {
        private @Nullable Promise<News> next;
    }

    ReplayNews(Context context, Replays replays) {
        this.context = context;
        this.replays = replays;
    }

    /**
     * Asks for the state now or later: an answer under way may have been read before the change that the caller knows.
     */
    Future<News> ask(String id) {
        Waiting waiting = asking.get(id);
        if (waiting == null) {
            Promise<News> now = Promise.promise();
            begin(id, now);
            return now.future();
        }
        Promise<News> next = waiting.next;
        if (next == null) {
            next = Promise.promise();
            waiting.next = next;
        }
        return next.future();
    }

    private void begin(String id, Promise<News> now) {
        Waiting waiting = new Waiting();
        asking.put(id, waiting);
        replays.find(id)
                .compose(replays::report)
                .map(News::of)
                .onComplete((news, failure) -> context.runOnContext(here -> {
                    asking.remove(id);
                    if (waiting.next != null) {
                        begin(id, waiting.next);
                    }
                    now.complete(news, failure);
                }));
    }
}
