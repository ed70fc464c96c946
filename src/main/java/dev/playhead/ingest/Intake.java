package dev.playhead.ingest;

import dev.playhead.codec.EventCodec;
import dev.playhead.codec.LineFramer;
import dev.playhead.edge.Budget;
import dev.playhead.event.Parsed;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import dev.playhead.log.Topic;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads one stream of events, one a line. It cuts, decodes and submits the bytes of each read, and answers in the order
 * of the lines. It pauses while too much is in flight, the log is unavailable, or the peer does not read its answers.
 * Owned by the event loop of its connection.
 */
public final class Intake implements LineFramer.Lines {
    /** Receives the answers; called on the event loop of the connection. */
    public interface Answers {
        /** The next submission in order has ended: tell its items' fates. */
        void answer(Submission ended);

        /** The stream has ended and everything has been answered. */
        void finished();

        /** Ends the reading for a reason: call {@link Intake#stop} and send the reason to the peer. */
        void refused(Refusal reason);

        /** Returns whether answers already wait for the peer to read them. */
        boolean congested();
    }

    private static final int EXPECTED = 256;

    /** The bytes of a line that each stream may always keep; the number of streams is bounded. */
    private static final int ALWAYS_KEPT = 4096;

    private final Ingest ingest;
    private final Lane lane;
    private final Context context;
    private final ReadStream<Buffer> stream;
    private final EventCodec codec;
    private final Answers answers;
    private final LineFramer framer;
    private final Chain chain;
    private final String topicName;
    private final boolean window;
    private final int maxLine;
    private final Budget received;

    // Owned by the event loop
    private final ArrayDeque<Submission> underWay = new ArrayDeque<>();
    private final ArrayDeque<Early> early = new ArrayDeque<>();
    private @Nullable Submission filling;
    private boolean resolving;
    private boolean paused;
    private boolean waiting;
    private boolean over;
    private boolean finished;
    private int events;
    private long bytes;
    private long earlyBytes;
    private long held;

    /** Holds a line that arrived before its topic was known. */
    private record Early(long number, byte @Nullable [] line) {}

    /**
     * @param maxLine the longest line in bytes
     * @param received counts the bytes of lines that have not ended, or not been decoded, over all streams of the node
     */
    public Intake(
            Ingest ingest,
            Lane lane,
            Context context,
            ReadStream<Buffer> stream,
            EventCodec codec,
            int maxLine,
            Budget received,
            String topicName,
            boolean window,
            Answers answers) {
        this.ingest = ingest;
        this.lane = lane;
        this.context = context;
        this.stream = stream;
        this.codec = codec;
        this.maxLine = maxLine;
        this.received = received;
        this.topicName = topicName;
        this.window = window;
        this.answers = answers;
        this.framer = new LineFramer(maxLine, this);
        this.chain = lane.chain();
    }

    /** Takes the bytes of one read. */
    public void read(Buffer chunk) {
        if (over || finished) {
            return;
        }
        framer.feed(chunk);
        submit();
        if (hold()) {
            regulate();
        } else {
            answers.refused(
                    Problem.BUSY.because("The node has no room for this line (edges.maxReceived); retry later"));
        }
    }

    /** Counts the kept bytes of the stream; returns false if the node has no room for them. */
    private boolean hold() {
        long keeps = framer.kept() + earlyBytes;
        long more = keeps - held;
        if (more <= 0) {
            received.give(-more);
        } else if (keeps <= ALWAYS_KEPT) {
            received.take(more);
        } else if (!received.tryTake(more)) {
            return false;
        }
        held = keeps;
        return true;
    }

    private void letGo() {
        received.give(held);
        held = 0;
    }

    /** Ends the reading: drops an incomplete line, and answers the lines before it. */
    public void stop() {
        framer.drop();
        submit();
        over = true;
        finishWhenAnswered();
    }

    /** Takes the end of the peer's data. */
    public void end() {
        framer.finish();
        submit();
        over = true;
        finishWhenAnswered();
    }

    /** Ends the stream without a peer: events in flight go on, and no answer is sent. */
    public void abandon() {
        finished = true;
        early.clear();
        letGo();
    }

    /** Returns whether this side has paused the reading. */
    public boolean isPaused() {
        return paused;
    }

    /** Pauses or resumes the reading; call it when the peer has read answers. */
    public void regulate() {
        boolean read = !resolving
                && events < ingest.settings().maxStreamEvents()
                && bytes < ingest.settings().maxStreamBytes()
                && !answers.congested()
                && ingest.readable();
        if (read && paused) {
            paused = false;
            stream.resume();
        } else if (!read && !paused) {
            paused = true;
            stream.pause();
        }
        if (paused && !waiting && !finished && !ingest.readable()) {
            waiting = true;
            ingest.whenReadable(() -> context.runOnContext(woken -> {
                waiting = false;
                regulate();
            }));
        }
    }

    @Override
    public void line(long number, byte[] line, int from, int to) {
        Submission submission = submission();
        if (submission == null) {
            early.add(new Early(number, Arrays.copyOfRange(line, from, to)));
            earlyBytes += to - from;
            return;
        }
        submission.add(decode(line, from, to), number);
    }

    @Override
    public void tooLong(long number) {
        Submission submission = submission();
        if (submission == null) {
            early.add(new Early(number, null));
        } else {
            submission.add(tooLong(), number);
        }
    }

    private Refusal tooLong() {
        return Problem.TOO_LARGE.because("The line exceeds the maximum of " + maxLine + " bytes (events.maxBytes)");
    }

    /** Returns the submission that this read fills; null while the topic is unknown. */
    private @Nullable Submission submission() {
        if (filling == null && !resolving) {
            Topic topic = ingest.knownTopic(topicName);
            if (topic == null) {
                resolve();
            } else {
                filling = lane.submission(chain, topic, window, EXPECTED);
            }
        }
        return filling;
    }

    private void resolve() {
        resolving = true;
        ingest.topicPatiently(topicName, System.nanoTime())
                .onComplete(answer -> context.runOnContext(resolved -> {
                    resolving = false;
                    Refusal refusal = answer.failed() ? RefusedException.of(answer.cause()) : null;
                    filling = refusal == null
                            ? lane.submission(chain, answer.result(), window, early.size())
                            : lane.refused(chain, topicName, early.size());
                    submitEarly(refusal);
                }));
    }

    private void submitEarly(@Nullable Refusal refusal) {
        Submission submission = filling;
        while (submission != null && !early.isEmpty()) {
            Early next = early.remove();
            submission.add(refusal != null ? new Parsed.Invalid(refusal) : decode(next), next.number());
        }
        earlyBytes = 0;
        submit();
        hold();
        regulate();
        finishWhenAnswered();
    }

    private Parsed decode(Early line) {
        byte[] bytesOfLine = line.line();
        return bytesOfLine == null ? new Parsed.Invalid(tooLong()) : decode(bytesOfLine, 0, bytesOfLine.length);
    }

    private Parsed decode(byte[] line, int from, int to) {
        try {
            return codec.structured(line, from, to);
        } catch (RuntimeException | StackOverflowError failure) {
            return new Parsed.Invalid(RefusedException.of(failure));
        }
    }

    private void submit() {
        Submission submission = filling;
        if (submission == null || resolving) {
            return;
        }
        filling = null;
        underWay.add(submission);
        events += submission.items().size();
        bytes += submission.bytes();
        lane.submit(submission, this::answerInOrder);
    }

    private void answerInOrder() {
        Submission first = underWay.peek();
        while (first != null && first.isDone()) {
            underWay.remove();
            events -= first.items().size();
            bytes -= first.bytes();
            if (!finished) {
                answers.answer(first);
            }
            first = underWay.peek();
        }
        regulate();
        finishWhenAnswered();
    }

    private void finishWhenAnswered() {
        if (over && !finished && underWay.isEmpty() && early.isEmpty() && !resolving) {
            finished = true;
            letGo();
            answers.finished();
        }
    }
}
