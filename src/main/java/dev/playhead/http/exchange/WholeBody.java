package dev.playhead.http.exchange;

import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gathers the body of one request, up to a bound in bytes and in time; owned by the event loop of the request. */
final class WholeBody {
    private final Bodies bodies;
    private final HttpServerRequest request;
    private final ReadStream<Buffer> stream;
    private final int maxBytes;
    private final Runnable expired =
            () -> refuse(Problem.BODY_TIMEOUT.because("The body did not arrive in time; nothing was stored"));
    private final Runnable cut = () ->
            refuse(Problem.GOING_AWAY.because("The node is stopping and the body is incomplete; nothing was stored"));
    private @Nullable Buffer body;

    /** True when the body has its own buffer; the first chunk belongs to Vert.x and must not change. */
    private boolean copied;

    private long held;
    private boolean over;

    private WholeBody(Bodies bodies, HttpServerRequest request, ReadStream<Buffer> stream, int maxBytes) {
        this.bodies = bodies;
        this.request = request;
        this.stream = stream;
        this.maxBytes = maxBytes;
    }

    static void read(Bodies bodies, HttpServerRequest request, int maxBytes, Consumer<byte[]> whole) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && length.length() < 19 && Long.parseLong(length) > maxBytes) {
            Answers.refuse(request, tooLarge(maxBytes));
            return;
        }
        new WholeBody(bodies, request, bodies.stream(request), maxBytes).start(whole);
    }

    private void start(Consumer<byte[]> whole) {
        stream.handler(this::take);
        stream.exceptionHandler(failure -> {
            Refusal refusal = Bodies.refusal(failure);
            if (refusal == null) {
                finish();
            } else {
                refuse(refusal);
            }
        });
        stream.endHandler(ended -> {
            if (!over) {
                byte[] bytes = body == null ? new byte[0] : body.getBytes();
                body = null;
                end();
                try {
                    Answers.guarded(request, () -> whole.accept(bytes));
                } finally {
                    release();
                }
            }
        });
        bodies.deadlines().start(expired);
        bodies.open().onStop(cut);
    }

    private void take(Buffer chunk) {
        if (over) {
            return;
        }
        Buffer gathered = body;
        if ((gathered == null ? 0 : gathered.length()) + chunk.length() > maxBytes) {
            refuse(tooLarge(maxBytes));
        } else if (!bodies.memory().received().tryTake(chunk.length())) {
            refuse(Problem.BUSY.because("The node has no room for this body (edges.maxReceived); retry later"));
        } else {
            held += chunk.length();
            body = gathered == null ? chunk : own(gathered).appendBuffer(chunk);
        }
    }

    private Buffer own(Buffer gathered) {
        Buffer appendable = copied ? gathered : gathered.copy();
        copied = true;
        return appendable;
    }

    private void refuse(Refusal refusal) {
        if (!over) {
            finish();
            Answers.refuse(request, refusal);
        }
    }

    private void finish() {
        end();
        release();
    }

    private void end() {
        over = true;
        bodies.deadlines().cancel(expired);
        bodies.open().uncut(cut);
        if (stream instanceof DecodedBody decoded) {
            decoded.stop();
        }
    }

    private void release() {
        bodies.memory().received().give(held);
        held = 0;
        body = null;
    }

    private static Refusal tooLarge(int maxBytes) {
        return Problem.TOO_LARGE.because(
                "The body is longer than " + maxBytes + " bytes; send any number of events as application/x-ndjson");
    }
}
