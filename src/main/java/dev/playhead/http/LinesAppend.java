package dev.playhead.http;

import dev.playhead.codec.ReceiptCodec;
import dev.playhead.codec.Utf8Buffer;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.ingest.Intake;
import dev.playhead.ingest.Pending;
import dev.playhead.ingest.Submission;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Appends a stream of lines, of any length, and answers with lines: a line for each problem and a summary, or with
 * {@code receipts=all} every receipt as it is ready. Owned by the event loop of the request.
 */
final class LinesAppend implements Intake.Answers {
    private static final CharSequence MEDIA_TYPE = HttpHeaders.createOptimized("application/x-ndjson");

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final boolean allReceipts;
    private final int maxProblemLines;
    private final RequestDeadlines bodyDeadlines;
    private final Function<StoredEnds, @Nullable String> token;
    private final StoredEnds ends = new StoredEnds();
    private final Utf8Buffer out = new Utf8Buffer(4096);
    private final Runnable expired = this::expire;
    private @Nullable Intake intake;
    private long answered;
    private long stored;
    private long duplicate;
    private long refused;

    /** @param token the resume token of the place just after what was stored */
    LinesAppend(
            HttpServerRequest request,
            boolean allReceipts,
            int maxProblemLines,
            RequestDeadlines bodyDeadlines,
            Function<StoredEnds, @Nullable String> token) {
        this.request = request;
        this.response = request.response();
        this.allReceipts = allReceipts;
        this.maxProblemLines = maxProblemLines;
        this.bodyDeadlines = bodyDeadlines;
        this.token = token;
    }

    void start(Intake opened) {
        intake = opened;
        response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE);
        response.drainHandler(drained -> opened.regulate());
        response.exceptionHandler(gone -> abandon(opened));
        request.exceptionHandler(gone -> abandon(opened));
        request.handler(chunk -> {
            bodyDeadlines.start(expired);
            opened.read(chunk);
        });
        request.endHandler(ended -> {
            bodyDeadlines.cancel(expired);
            opened.end();
        });
        bodyDeadlines.start(expired);
    }

    private void abandon(Intake opened) {
        bodyDeadlines.cancel(expired);
        opened.abandon();
    }

    private void expire() {
        Intake opened = intake;
        if (opened == null || response.ended()) {
            return;
        }
        if (opened.isPaused()) {
            bodyDeadlines.start(expired);
            return;
        }
        opened.abandon();
        Answers.refuse(request, Problem.BODY_TIMEOUT.because("No more of the body came; what had come is stored"));
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
            return;
        }
        ReceiptCodec.summary(out, stored, duplicate, refused, token.apply(ends));
        out.put((byte) '\n');
        response.end(Buffer.buffer(out.toBytes()));
        out.clear();
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
