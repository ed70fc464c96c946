package dev.playhead.http;

import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.http.exchange.Answers;
import dev.playhead.http.exchange.OpenRequests;
import dev.playhead.replay.Replays;
import dev.playhead.replay.job.ReplayJob;
import dev.playhead.replay.job.ReplayState;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends the reports of one replay to one client as server-sent events: at every change, and every second while it runs,
 * until it has ended. Owned by one event loop. A client that does not read gets no event; when it reads again, it gets
 * the present state.
 *
 * <pre>
 * id: 3
 * event: replay
 * data: {"id":"r-…","state":"running",…}
 * </pre>
 */
final class ReplayEvents {
    static final String MEDIA_TYPE = "text/event-stream";
    private static final long EVERY = 1_000;
    private static final int HEARTBEAT = 5;

    private final Context context;
    private final Replays replays;
    private final ReplayNews news;
    private final String id;
    private final HttpServerRequest request;
    private final OpenRequests open;
    private final Runnable over;
    private final Runnable cut = this::end;
    private @Nullable Runnable unwatch;
    private long timer = -1;
    private int silent;
    private boolean running;
    private boolean asking;
    private boolean askAgain;
    private boolean closed;

    /** @param over run once, when it has ended */
    ReplayEvents(
            Context context,
            Replays replays,
            ReplayNews news,
            String id,
            HttpServerRequest request,
            OpenRequests open,
            Runnable over) {
        this.context = context;
        this.replays = replays;
        this.news = news;
        this.id = id;
        this.request = request;
        this.open = open;
        this.over = over;
    }

    /** Call it in the turn of the request. */
    void start() {
        HttpServerResponse response = request.response();
        response.closeHandler(gone -> close());
        response.exceptionHandler(gone -> close());
        unwatch = replays.watch((changed, now) -> {
            if (changed.equals(id)) {
                context.runOnContext(told -> changed(now));
            }
        });
        timer = context.owner().setPeriodic(EVERY, tick -> context.runOnContext(here -> tick()));
        open.onStop(cut);
        ask();
    }

    /** The node is stopping: the client asks another for the rest. */
    private void end() {
        if (!closed && request.response().headWritten()) {
            request.response().end();
        } else if (!closed) {
            Answers.refuse(request, Problem.GOING_AWAY.because("The node is stopping: connect to another node"));
        }
        close();
    }

    private void changed(Optional<ReplayJob> now) {
        if (now.isEmpty() && !closed && request.response().headWritten()) {
            // The replay is deleted: no event follows
            request.response().end();
            close();
        } else {
            ask();
        }
    }

    private void tick() {
        if (running) {
            ask();
        } else if (++silent >= HEARTBEAT && !closed && request.response().headWritten() && takes()) {
            silent = 0;
            request.response().write(":\n\n");
        }
    }

    private boolean takes() {
        return !request.response().writeQueueFull();
    }

    /** Asks for the state, one request at a time; a change meanwhile leads to another request afterwards. */
    private void ask() {
        if (closed) {
            return;
        }
        if (asking) {
            askAgain = true;
            return;
        }
        if (!takes()) {
            request.response().drainHandler(drained -> ask());
            return;
        }
        asking = true;
        askAgain = false;
        news.ask(id)
                .onComplete(answer -> context.runOnContext(here -> {
                    asking = false;
                    if (closed) {
                        return;
                    }
                    if (answer.succeeded()) {
                        tell(answer.result());
                    } else if (!request.response().headWritten()) {
                        Answers.fail(request, answer.cause());
                        close();
                    } else if (RefusedException.is(answer.cause(), Problem.REPLAY_NOT_FOUND)) {
                        request.response().end();
                        close();
                    }
                    if (askAgain) {
                        ask();
                    }
                }));
    }

    private void tell(ReplayNews.News told) {
        HttpServerResponse response = request.response();
        if (!response.headWritten()) {
            head(response).setChunked(true);
        }
        silent = 0;
        ReplayState state = told.job().state();
        running = state == ReplayState.RUNNING;
        response.write(told.text());
        if (state.hasEnded()) {
            response.end();
            close();
        }
    }

    /** Puts the headers of the answer. */
    static HttpServerResponse head(HttpServerResponse response) {
        return response.putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    private void close() {
        if (closed) {
            return;
        }
        closed = true;
        open.uncut(cut);
        context.owner().cancelTimer(timer);
        if (unwatch != null) {
            unwatch.run();
        }
        over.run();
    }
}
