package dev.playhead.http;

import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gathers the body of one request, up to a bound in bytes and in time; owned by the event loop of the request. */
final class WholeBody {
    private final HttpServerRequest request;
    private final int maxBytes;
    private final RequestDeadlines deadlines;
    private final Runnable expired = this::expire;
    private @Nullable Buffer body;
    private boolean over;

    private WholeBody(HttpServerRequest request, int maxBytes, RequestDeadlines deadlines) {
        this.request = request;
        this.maxBytes = maxBytes;
        this.deadlines = deadlines;
    }

    /** Gives the body to {@code whole}, or answers why it was not taken. Call it in the turn of the request. */
    static void read(HttpServerRequest request, int maxBytes, RequestDeadlines deadlines, Consumer<byte[]> whole) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && length.length() < 19 && Long.parseLong(length) > maxBytes) {
            Answers.refuse(request, tooLarge(maxBytes));
            return;
        }
        new WholeBody(request, maxBytes, deadlines).start(whole);
    }

    private void start(Consumer<byte[]> whole) {
        request.handler(this::take);
        request.exceptionHandler(gone -> {
            over = true;
            deadlines.cancel(expired);
        });
        request.endHandler(ended -> {
            if (!over) {
                over = true;
                deadlines.cancel(expired);
                whole.accept(body == null ? new byte[0] : body.getBytes());
            }
        });
        deadlines.start(expired);
    }

    private void take(Buffer chunk) {
        if (over) {
            return;
        }
        Buffer gathered = body;
        if ((gathered == null ? 0 : gathered.length()) + chunk.length() > maxBytes) {
            over = true;
            deadlines.cancel(expired);
            Answers.refuse(request, tooLarge(maxBytes));
        } else if (gathered == null) {
            // A copy where more may come: the first chunk is not ours to append to
            body = request.isEnded() ? chunk : chunk.copy();
        } else {
            gathered.appendBuffer(chunk);
        }
    }

    private void expire() {
        over = true;
        Answers.refuse(request, Problem.BODY_TIMEOUT.because("The body did not arrive in time; nothing was stored"));
    }

    private static Refusal tooLarge(int maxBytes) {
        return Problem.TOO_LARGE.because("The body is longer than " + maxBytes
                + " bytes; any number of events can be sent as application/x-ndjson");
    }

    /**
     * Reads the body as a JSON object, and answers the refusal that {@code work} throws.
     *
     * @param maxBytes a longer one is refused
     */
    static void readObject(
            HttpServerRequest request, int maxBytes, RequestDeadlines deadlines, Consumer<JsonObject> work) {
        read(request, maxBytes, deadlines, body -> {
            try {
                work.accept(object(body));
            } catch (RefusedException refused) {
                Answers.refuse(request, refused.refusal());
            }
        });
    }

    /**
     * The body as a JSON object; an empty one where there is no body.
     *
     * @throws RefusedException {@code malformed}
     */
    static JsonObject object(byte[] body) {
        try {
            return body.length == 0 ? new JsonObject() : new JsonObject(Buffer.buffer(body));
        } catch (DecodeException | ClassCastException e) {
            throw Problem.MALFORMED
                    .because("The body is no JSON object: " + e.getMessage())
                    .asException();
        }
    }
}
