package dev.playhead.http;

import dev.playhead.codec.ReceiptCodec;
import dev.playhead.codec.Utf8Buffer;
import dev.playhead.edge.BrokenBody;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.http.exchange.Answers;
import dev.playhead.http.exchange.Bodies;
import dev.playhead.http.exchange.DecodedBody;
import dev.playhead.http.exchange.OpenRequests;
import dev.playhead.ingest.Intake;
import dev.playhead.ingest.Pending;
import dev.playhead.ingest.Submission;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.streams.ReadStream;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Appends a stream of lines, of any length, and answers with lines: a line for each problem and a summary, or with
 * {@code receipts=all} every receipt as it is ready. A stream with an early end, for example by the node's stop, also
 * has its summary, with the reason. Owned by the event loop of the request.
 */
final class LinesAppend implements Intake.Answers {
    private static final CharSequence MEDIA_TYPE = HttpHeaders.createOptimized("application/x-ndjson");

    private final HttpServerRequest request;
    private final ReadStream<Buffer> stream;
    private final HttpServerResponse response;
    private final boolean allReceipts;
    private final int maxProblemLines;
    private final Bodies bodies;
    private final Function<StoredEnds, @Nullable String> token;
    private final StoredEnds ends = new StoredEnds();
    private final Utf8Buffer out = new Utf8Buffer(4096);
    private final Runnable expired = this::expire;
    private final Runnable cut = () -> stop(Problem.GOING_AWAY.because(
            "The node is stopping and has not read all lines: send the lines after the counted events to "
                    + "another node"));
    private @Nullable Intake intake;
    private @Nullable Refusal ending;
    private @Nullable BrokenBody brokenBody;
    private long answered;
    private long stored;
    private long duplicate;
    private long refused;

    /** @param token makes the resume token of the position after the stored events */
    LinesAppend(
            HttpServerRequest request,
            ReadStream<Buffer> stream,
            boolean allReceipts,
            int maxProblemLines,
            Bodies bodies,
            Function<StoredEnds, @Nullable String> token) {
        this.request = request;
        this.stream = stream;
        this.response = request.response();
        this.allReceipts = allReceipts;
        this.maxProblemLines = maxProblemLines;
        this.bodies = bodies;
        this.token = token;
    }

    void start(Intake opened) {
        intake = opened;
        response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE);
        response.drainHandler(drained -> opened.regulate());
        response.exceptionHandler(failure -> {
            if (Bodies.refusal(failure) == null) {
                abandon(opened);
            }
        });
        stream.exceptionHandler(failure -> {
            Refusal refusal = Bodies.refusal(failure);
            if (refusal == null) {
                abandon(opened);
            } else {
                hold(failure);
                stop(refusal);
            }
        });
        stream.handler(chunk -> Answers.guarded(request, () -> {
            bodies.deadlines().start(expired);
            opened.read(chunk);
        }));
        stream.endHandler(ended -> Answers.guarded(request, () -> {
            readNoMore();
            opened.end();
        }));
        bodies.deadlines().start(expired);
        bodies.open().onStop(cut);
    }

    private void abandon(Intake opened) {
        readNoMore();
        opened.abandon();
        release();
    }

    /** The lines before the fault have answers to come. */
    private void hold(Throwable failure) {
        if (failure instanceof BrokenBody body && !response.ended()) {
            body.hold();
            brokenBody = body;
        }
    }

    private void release() {
        if (brokenBody != null) {
            brokenBody.release();
        }
    }

    private void readNoMore() {
        bodies.deadlines().cancel(expired);
        bodies.open().uncut(cut);
        if (stream instanceof DecodedBody decoded) {
            decoded.stop();
        }
    }

    /** Stops the reading, answers the read lines, and puts the reason into the summary. */
    private void stop(Refusal reason) {
        Intake opened = intake;
        if (opened != null && ending == null) {
            ending = reason;
            stream.pause();
            readNoMore();
            if (!response.headWritten()) {
                OpenRequests.closeAfterAnswer(request);
            }
            opened.stop();
        }
    }

    private void expire() {
        Intake opened = intake;
        if (opened == null || response.ended()) {
            return;
        }
        if (opened.isPaused()) {
            bodies.deadlines().start(expired);
            return;
        }
        abandon(opened);
        Answers.refuse(
                request,
                Problem.BODY_TIMEOUT.because(
                        "The rest of the body did not arrive in time; the events before it are " + "stored"));
    }

    @Override
    public void answer(Submission ended) {
        if (allReceipts) {
            receipts(ended);
        }
        for (Pending item : ended.items()) {
            Refusal refusal = item.refusal();
            if (refusal != null) {
                refused++;
                if (!allReceipts && refused <= maxProblemLines) {
                    ReceiptCodec.line(out, item.line(), refusal);
                    out.put((byte) '\n');
                }
            } else {
                ends.saw(item);
                if (item.duplicate()) {
                    duplicate++;
                } else {
                    stored++;
                }
            }
        }
        flush();
    }

    private void receipts(Submission ended) {
        ReceiptCodec.beginRun(out, answered);
        for (Pending item : ended.items()) {
            Refusal refusal = item.refusal();
            if (refusal != null) {
                ReceiptCodec.problem(out, refusal);
            } else {
                ReceiptCodec.brief(out, item.storedIn(), item.offset(), item.duplicate());
            }
        }
        ReceiptCodec.end(out);
        out.put((byte) '\n');
        answered += ended.items().size();
    }

    @Override
    public void finished() {
        if (response.closed()) {
            release();
            return;
        }
        ReceiptCodec.summary(out, stored, duplicate, refused, token.apply(ends), ending);
        out.put((byte) '\n');
        response.end(Buffer.buffer(out.toBytes()));
        out.clear();
        release();
    }

    @Override
    public void refused(Refusal reason) {
        stop(reason);
    }

    @Override
    public boolean congested() {
        return allReceipts && response.writeQueueFull();
    }

    private void flush() {
        if (out.length() > 0 && !response.closed()) {
            response.write(Buffer.buffer(out.toBytes()));
        }
        out.clear();
    }
}
