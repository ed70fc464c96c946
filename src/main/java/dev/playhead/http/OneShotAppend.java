package dev.playhead.http;

import dev.playhead.codec.ReceiptCodec;
import dev.playhead.codec.TraceContext;
import dev.playhead.codec.Utf8Buffer;
import dev.playhead.event.Parsed;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.http.exchange.Answers;
import dev.playhead.http.exchange.RequestDeadlines;
import dev.playhead.ingest.Lane;
import dev.playhead.ingest.Pending;
import dev.playhead.ingest.Submission;
import dev.playhead.log.Topic;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Appends the events of one complete body. It answers with the receipts when all events have ended, or after
 * {@code ingest.timeout} without them. Owned by the event loop of the request.
 */
final class OneShotAppend {
    private static final int RECEIPT_BYTES = 192;

    private final HttpServerRequest request;
    private final Lane lane;
    private final RequestDeadlines receiptDeadlines;
    private final Runnable expired = this::expire;
    private final @Nullable TraceContext trace;

    OneShotAppend(HttpServerRequest request, Lane lane, RequestDeadlines receiptDeadlines) {
        this.request = request;
        this.lane = lane;
        this.receiptDeadlines = receiptDeadlines;
        this.trace = TraceHeaders.of(request);
    }

    void one(Topic topic, boolean window, Parsed parsed) {
        if (parsed instanceof Parsed.Invalid invalid) {
            Answers.refuse(request, invalid.refusal());
            return;
        }
        Submission submission = lane.submission(lane.chain(), topic, window, 1).of(trace);
        submission.add(traced(parsed), 0);
        receiptDeadlines.start(expired);
        lane.submit(submission, () -> Answers.guarded(request, () -> answerOne(submission)));
    }

    private void answerOne(Submission ended) {
        receiptDeadlines.cancel(expired);
        Pending item = ended.items().get(0);
        Refusal refusal = item.refusal();
        if (refusal != null) {
            Answers.refuse(request, refusal);
            return;
        }
        Utf8Buffer out = new Utf8Buffer(RECEIPT_BYTES);
        receipt(out, ended, item);
        Answers.send(request.response(), 200, Answers.JSON, Buffer.buffer(out.toBytes()));
    }

    void batch(Topic topic, boolean window, List<Parsed> elements) {
        Submission submission =
                lane.submission(lane.chain(), topic, window, elements.size()).of(trace);
        for (int index = 0; index < elements.size(); index++) {
            submission.add(traced(elements.get(index)), index);
        }
        receiptDeadlines.start(expired);
        lane.submit(submission, () -> Answers.guarded(request, () -> answerBatch(submission)));
    }

    private void answerBatch(Submission ended) {
        receiptDeadlines.cancel(expired);
        Utf8Buffer out = new Utf8Buffer(RECEIPT_BYTES * (1 + ended.items().size()));
        boolean whole = true;
        ReceiptCodec.beginBatch(out);
        for (Pending item : ended.items()) {
            Refusal refusal = item.refusal();
            if (refusal != null) {
                whole = false;
                ReceiptCodec.problem(out, refusal);
            } else {
                receipt(out, ended, item);
            }
        }
        ReceiptCodec.end(out);
        Answers.send(request.response(), whole ? 200 : 207, Answers.JSON, Buffer.buffer(out.toBytes()));
    }

    /** Adds the trace of the request to the event, beside its own attributes, because those belong to the sender. */
    private Parsed traced(Parsed parsed) {
        return trace != null && parsed instanceof Parsed.Valid valid
                ? new Parsed.Valid(valid.event().with(trace.headers()))
                : parsed;
    }

    private static void receipt(Utf8Buffer out, Submission ended, Pending item) {
        ReceiptCodec.full(
                out,
                item.event(),
                ended.topic().name(),
                item.storedIn(),
                item.offset(),
                item.recorded(),
                item.duplicate());
    }

    private void expire() {
        Answers.refuse(
                request,
                Problem.APPEND_UNKNOWN.because(
                        "The log has not answered in time; send the same again: within the window Playhead stores "
                                + "an event once"));
    }

    /** Reads the trace of a request; stateless. */
    static final class TraceHeaders {
        private static final CharSequence PARENT = HttpHeaders.createOptimized(TraceContext.TRACEPARENT);
        private static final CharSequence STATE = HttpHeaders.createOptimized(TraceContext.TRACESTATE);

        private TraceHeaders() {}

        /**
         * Reads the trace headers; null if they are absent or malformed, because a trace is no reason to refuse a
         * request.
         */
        static @Nullable TraceContext of(HttpServerRequest request) {
            String parent = request.getHeader(PARENT);
            if (parent == null || request.headers().getAll(PARENT).size() > 1) {
                return null;
            }
            List<String> states = request.headers().getAll(STATE);
            return TraceContext.of(parent, states.isEmpty() ? null : String.join(",", states));
        }
    }
}
