package dev.playhead.http.exchange;

import dev.playhead.codec.ProblemCodec;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;

/** Writes whole answers; stateless, on the event loop of the request. */
public final class Answers {
    public static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence PROBLEM = HttpHeaders.createOptimized(ProblemCodec.MEDIA_TYPE);
    private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("Retry-After");
    private static final CharSequence RETRY_SECONDS = HttpHeaders.createOptimized("1");
    private static final CharSequence AUTHENTICATE = HttpHeaders.createOptimized("WWW-Authenticate");

    private Answers() {}

    public static void json(HttpServerRequest request, int status, JsonObject body) {
        send(request.response(), status, JSON, body.toBuffer());
    }

    public static void send(HttpServerResponse response, int status, CharSequence mediaType, Buffer body) {
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, mediaType);
        // Vert.x omits it in the answer to a HEAD, but a HEAD has the headers of a GET
        response.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()));
        response.end(body);
    }

    /** Answers the refusal, without a wait for the rest of the body. */
    public static void refuse(HttpServerRequest request, Refusal refusal) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            // Too late for a status: an answer without its last part is an answer cut off
            request.connection().close();
            return;
        }
        Problem problem = refusal.problem();
        if (problem == Problem.UNAUTHORIZED) {
            response.putHeader(AUTHENTICATE, "Bearer realm=\"playhead\"");
        }
        if (problem.retryable()) {
            response.putHeader(RETRY_AFTER, RETRY_SECONDS);
        }
        if (!request.isEnded() && hasBody(request)) {
            OpenRequests.closeAfterAnswer(request);
        }
        send(response, problem.status(), PROBLEM, Buffer.buffer(ProblemCodec.document(refusal)));
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.version() == HttpVersion.HTTP_2
                || request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                || length != null && !length.equals("0");
    }

    /** Answers on the context when the Future completes: by {@code write}, or with its failure. */
    public static <T> void when(Context context, HttpServerRequest request, Future<T> answered, Consumer<T> write) {
        answered.onComplete(answer -> context.runOnContext(here -> {
            if (answer.succeeded()) {
                guarded(request, () -> write.accept(answer.result()));
            } else {
                fail(request, answer.cause());
            }
        }));
    }

    /** Runs the work, and answers a thrown refusal, or {@code internal} for any other exception. */
    public static void guarded(HttpServerRequest request, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | StackOverflowError | AssertionError | LinkageError failure) {
            fail(request, failure);
        }
    }

    public static void noContent(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (!response.ended() && !response.closed()) {
            response.setStatusCode(204).end();
        }
    }

    public static void fail(HttpServerRequest request, Throwable failure) {
        refuse(request, RefusedException.of(failure));
    }
}
