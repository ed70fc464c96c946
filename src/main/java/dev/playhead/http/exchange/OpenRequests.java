package dev.playhead.http.exchange;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Owns the requests of one event loop from their heads to the ends of their answers, and ends them when the node stops.
 * It cuts incomplete bodies, and closes each connection after its answer. Owned by the event loop.
 *
 * <p>After an early answer, it discards the rest of the body for a while, because a client may send the whole body
 * before it reads. Then it closes the connection.
 */
public final class OpenRequests {
    private final RequestDeadlines lingering;
    private final Set<Runnable> cuts = new LinkedHashSet<>();
    private int open;
    private @Nullable Promise<Void> drained;

    public OpenRequests(RequestDeadlines lingering) {
        this.lingering = lingering;
    }

    /** Call it in the turn of the request. */
    public void began(HttpServerRequest request) {
        open++;
        request.response().headersEndHandler(head -> {
            if (isDraining()) {
                closeAfterAnswer(request);
            }
        });
        request.response().endHandler(ended -> answered(request));
    }

    /** Tells the client that the connection ends with this answer; HTTP/2 tells that by frames of its own. */
    public static void closeAfterAnswer(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }

    boolean isDraining() {
        return drained != null;
    }

    /** Runs the cut when the node stops, unless {@link #uncut} came before. */
    public void onStop(Runnable cut) {
        if (isDraining()) {
            cut.run();
        } else {
            cuts.add(cut);
        }
    }

    public void uncut(Runnable cut) {
        cuts.remove(cut);
    }

    /** Cuts all bodies that are still coming; ends when all requests are answered. */
    public Future<Void> drain() {
        Promise<Void> promise = Promise.promise();
        drained = promise;
        List.copyOf(cuts).forEach(Runnable::run);
        cuts.clear();
        completeWhenNone();
        return promise.future();
    }

    private void answered(HttpServerRequest request) {
        // Without the header the answer was only faster than the request's end, and the connection goes on
        boolean closes =
                isDraining() || request.response().headers().contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true);
        if (closes && !request.isEnded() && !request.response().closed() && request.version() != HttpVersion.HTTP_2) {
            linger(request);
        } else {
            ended();
        }
    }

    private void linger(HttpServerRequest request) {
        Runnable close = () -> request.connection().close();
        lingering.start(close);
        request.handler(thrownAway -> {});
        request.exceptionHandler(gone -> {});
        request.endHandler(ended -> close.run());
        request.connection().closeHandler(gone -> {
            lingering.cancel(close);
            ended();
        });
        request.resume();
    }

    private void ended() {
        open--;
        completeWhenNone();
    }

    private void completeWhenNone() {
        if (drained != null && open == 0) {
            drained.tryComplete();
        }
    }
}
