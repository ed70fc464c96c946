package dev.playhead.ingest;

import dev.playhead.event.Event;
import dev.playhead.event.Failures;
import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
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
 * One event loop's way into the log. What is submitted in one turn of the loop goes through the duplicate window and to
 * the log together; what has ended comes back together, on the loop. Owned by its event loop; {@link #completed} on any
 * thread.
 */
public final class Lane {
    private final Vertx vertx;
    private final Context context;
    private final Ingest ingest;
    private final EventLog log;
    private final Deduplication deduplication;
    private final AppendTraces traces;

    // Owned by the event loop
    private List<Submission> gathered = new ArrayList<>();
    private List<Pending> handedOver = new ArrayList<>();
    private @Nullable Topic lastTopic;
    private List<Partition> lastPartitions = List.of();

    // Guarded by itself
    private final ArrayDeque<Submission> completed = new ArrayDeque<>();

    Lane(Vertx vertx, Context context, Ingest ingest, EventLog log, Deduplication deduplication) {
        this.vertx = vertx;
        this.context = context;
        this.ingest = ingest;
        this.log = log;
        this.deduplication = deduplication;
        this.traces = ingest.traces();
    }

    /** A new order of events: a connection's or a request's. */
    public Chain chain() {
        return new Chain(ingest.settings().maxFailedKeys());
    }

    /**
     * An empty submission.
     *
     * @param window whether its sender wants the duplicate window; the topic may have it off all the same
     * @param expected about how many items it will have
     */
    public Submission submission(Chain chain, Topic topic, boolean window, int expected) {
        return new Submission(this, chain, topic, window && topic.window(), expected);
    }

    /** A submission for a topic that there is not; it can only have refused items. */
    Submission refused(Chain chain, String topic, int expected) {
        return new Submission(this, chain, new Topic(topic, "", 0, false, false), false, expected);
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
        Map<Topic, List<Pending>> asked = new LinkedHashMap<>();
        for (Submission submission : batch) {
            submission.chain().undecided.add(submission);
            if (submission.window()) {
                List<Pending> ofTopic = asked.computeIfAbsent(submission.topic(), any -> new ArrayList<>());
                for (Pending item : submission.items()) {
                    if (item.eventOrNull() != null) {
                        ofTopic.add(item);
                    }
                }
            }
        }
        for (Submission submission : batch) {
            advance(submission.chain());
        }
        handOver();
        asked.forEach(
                (topic, items) -> deduplication.decide(topic, items).onSuccess(verdicts -> decided(items, verdicts)));
    }

    private void decided(List<Pending> items, List<Verdict> verdicts) {
        for (int index = 0; index < items.size(); index++) {
            items.get(index).verdict = verdicts.get(index);
        }
        Chain last = null;
        for (Pending item : items) {
            Chain chain = (Chain) item.chain();
            if (chain != last) {
                advance(chain);
                last = chain;
            }
        }
        handOver();
    }

    /** Moves on whatever of the chain can be moved, up to the first event that has to wait. */
    private void advance(Chain chain) {
        Submission first = chain.undecided.peek();
        while (first != null) {
            if (!advance(first)) {
                return;
            }
            chain.undecided.remove();
            first.endedOne();
            first = chain.undecided.peek();
        }
    }

    private boolean advance(Submission submission) {
        List<Pending> items = submission.items();
        while (submission.nextToHandOver < items.size()) {
            Pending item = items.get(submission.nextToHandOver);
            if (item.eventOrNull() != null && !move(item, submission)) {
                return false;
            }
            submission.nextToHandOver++;
        }
        return true;
    }

    /** False where the event, and so all behind it, has to wait. */
    private boolean move(Pending item, Submission submission) {
        if (!submission.window()) {
            handOver(item, submission.chain());
            return true;
        }
        Verdict verdict = item.verdict;
        if (verdict == null || item.held) {
            return false;
        }
        if (verdict instanceof Verdict.Fresh) {
            handOver(item, submission.chain());
        } else if (verdict instanceof Verdict.Duplicate duplicate) {
            item.repeats(duplicate.partition(), duplicate.offset(), duplicate.recorded());
        } else if (verdict instanceof Verdict.Refused refused) {
            item.failed(refused.refusal());
        } else if (verdict instanceof Verdict.Undecided undecided) {
            if (undecided.later().succeeded()) {
                item.verdict = undecided.later().result();
                return move(item, submission);
            }
            item.held = true;
            // Never within this turn: whoever moves the chain on now would go on where that has been already
            undecided.later().onSuccess(later -> context.runOnContext(turnEnded -> release(item, later)));
            return false;
        } else if (verdict instanceof Verdict.Follows follows) {
            return follow(item, (Pending) follows.leader());
        }
        return true;
    }

    private void release(Pending item, Verdict verdict) {
        item.verdict = verdict;
        item.held = false;
        advance((Chain) item.chain());
        handOver();
    }

    /** Within its own chain the leader is ahead anyway; the leader of another chain has to end first. */
    private boolean follow(Pending item, Pending leader) {
        if (leader.hasEnded() || leader.chain() == item.chain()) {
            leader.whenEnded(() -> item.endAs(leader));
            return true;
        }
        item.held = true;
        long timer = vertx.setTimer(ingest.settings().timeout().toMillis(), expired -> {
            if (item.held) {
                release(
                        item,
                        new Verdict.Refused(Problem.APPEND_UNKNOWN.because(
                                "The same event is under way on another connection and has not ended; send it again")));
            }
        });
        leader.whenEnded(() -> context.runOnContext(ended -> {
            if (item.held) {
                vertx.cancelTimer(timer);
                release(item, follower(leader));
            }
        }));
        return false;
    }

    private static Verdict follower(Pending leader) {
        Refusal refusal = leader.refusal();
        return refusal != null
                ? new Verdict.Refused(refusal)
                : new Verdict.Duplicate(leader.storedIn(), leader.offset(), leader.recorded());
    }

    private void handOver(Pending item, Chain chain) {
        if (chain.hasFailed(item.event().key())) {
            item.refuseAfterEarlier();
        } else if (ingest.refuses()) {
            item.failed(Problem.UNAVAILABLE.because("The log is away; the event was not stored"));
        } else {
            handedOver.add(item);
        }
    }

    private void handOver() {
        if (!handedOver.isEmpty()) {
            log.append(handedOver);
            handedOver = new ArrayList<>();
        }
    }

    /** An item count of a submission has come to its end; any thread. */
    void completed(Submission submission) {
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

    /** One object a partition and not one an event: most submissions are for the topic of the one before. */
    List<Partition> partitionsOf(Topic topic) {
        if (!topic.equals(lastTopic)) {
            lastTopic = topic;
            lastPartitions = topic.all();
        }
        return lastPartitions;
    }

    int partitionOf(Topic topic, Event event) {
        return log.partitionFor(topic, event.key());
    }

    Deduplication deduplication() {
        return deduplication;
    }
}
