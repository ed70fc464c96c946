package dev.playhead.ingest;

import dev.playhead.event.Failures;
import dev.playhead.log.EventLog;
import dev.playhead.log.Topic;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sends the submissions of one event loop to the log. All submissions of one turn of the loop go through the duplicate
 * window and to the log together. Ended submissions come back together, on the loop. Owned by its event loop;
 * {@link #completed} on any thread.
 */
public final class Lane {
    private final Context context;
    private final Ingest ingest;
    private final EventLog log;
    private final Deduplication<Pending> deduplication;
    private final Handover handover;
    private final AppendTraces traces;

    // Owned by the event loop
    private List<Submission> gathered = new ArrayList<>();
    private @Nullable Partitioning lastPartitions;

    // Guarded by itself
    private final ArrayDeque<Submission> completed = new ArrayDeque<>();

    Lane(Vertx vertx, Context context, Ingest ingest, EventLog log, Deduplication<Pending> deduplication) {
        this.context = context;
        this.ingest = ingest;
        this.log = log;
        this.deduplication = deduplication;
        this.handover = new Handover(
                vertx, context, log, ingest::refuses, ingest.settings().timeout());
        this.traces = ingest.traces();
    }

    /** A new order of events: a connection's or a request's. */
    public Chain chain() {
        return new Chain(ingest.settings().maxFailedKeys());
    }

    /**
     * Makes an empty submission.
     *
     * @param window whether its sender wants the duplicate window; the topic may switch it off all the same
     * @param expected the approximate number of its items
     */
    public Submission submission(Chain chain, Topic topic, boolean window, int expected) {
        return new Submission(chain, partitioning(topic), window && topic.window(), expected, this::completed);
    }

    /** Makes a submission for a topic that does not exist; it can only have refused items. */
    Submission refused(Chain chain, String topic, int expected) {
        return new Submission(
                chain, new Partitioning(new Topic(topic, "", 0, false, false), log), false, expected, this::completed);
    }

    /** Sends it on its way; {@code done} runs on this event loop once every item has ended. */
    public void submit(Submission submission, Runnable done) {
        submission.whenDone(done);
        submission.submittedAt = System.nanoTime();
        submission.work = traces.begin(submission);
        ingest.admission().enter(submission.events(), submission.bytes());
        gathered.add(submission);
        if (gathered.size() == 1) {
            context.runOnContext(turnEnded -> flush());
        }
    }

    private void flush() {
        List<Submission> batch = gathered;
        gathered = new ArrayList<>();
        handover.add(batch);
        asked(batch)
                .forEach((topic, items) ->
                        deduplication.decide(topic, items).onSuccess(verdicts -> handover.decided(items, verdicts)));
    }

    /** The events that go through the duplicate window, by topic. */
    private static Map<Topic, List<Pending>> asked(List<Submission> batch) {
        Map<Topic, List<Pending>> asked = new LinkedHashMap<>();
        for (Submission submission : batch) {
            if (submission.window()) {
                List<Pending> ofTopic = asked.computeIfAbsent(submission.topic(), any -> new ArrayList<>());
                for (Pending item : submission.items()) {
                    if (item.eventOrNull() != null) {
                        ofTopic.add(item);
                    }
                }
            }
        }
        return asked;
    }

    /** An item count of a submission has come to its end; any thread. */
    private void completed(Submission submission) {
        boolean first;
        synchronized (completed) {
            first = completed.isEmpty();
            completed.add(submission);
        }
        if (first) {
            context.runOnContext(told -> deliver());
        }
    }

    private void deliver() {
        List<Submission> batch;
        synchronized (completed) {
            batch = new ArrayList<>(completed);
            completed.clear();
        }
        for (Submission submission : batch) {
            ingest.admission().leave(submission.events(), submission.bytes());
            ingest.ended(submission);
            traces.end(submission);
            submission.markDone();
            tell(submission);
        }
    }

    /** One that fails to tell its client must not keep the others from theirs. */
    private static void tell(Submission submission) {
        try {
            submission.done().run();
        } catch (RuntimeException | StackOverflowError failure) {
            Failures.log(failure);
        }
    }

    private Partitioning partitioning(Topic topic) {
        Partitioning last = lastPartitions;
        if (last == null || !topic.equals(last.topic())) {
            last = new Partitioning(topic, log);
            lastPartitions = last;
        }
        return last;
    }
}
