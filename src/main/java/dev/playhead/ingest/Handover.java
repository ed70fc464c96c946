package dev.playhead.ingest;

import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.log.EventLog;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Hands the events of chains to the log, each chain in its order: an event waits until the duplicate window has decided
 * on it and on all before it. Owned by the event loop of its {@link Lane}.
 */
final class Handover {
    private final Vertx vertx;
    private final Context context;
    private final EventLog log;
    private final BooleanSupplier refuses;
    private final long followMillis;

    // Owned by the event loop
    private List<Pending> ready = new ArrayList<>();

    /**
     * @param refuses whether the log has been unavailable for too long
     * @param patience how long an event waits for the same event of another chain
     */
    Handover(Vertx vertx, Context context, EventLog log, BooleanSupplier refuses, Duration patience) {
        this.vertx = vertx;
        this.context = context;
        this.log = log;
        this.refuses = refuses;
        this.followMillis = patience.toMillis();
    }

    /** Takes the submissions at the ends of their chains. */
    void add(List<Submission> batch) {
        for (Submission submission : batch) {
            submission.chain().undecided.add(submission);
        }
        for (Submission submission : batch) {
            advance(submission.chain());
        }
        append();
    }

    /** Takes a verdict for each of the items, in order. */
    void decided(List<Pending> items, List<WindowVerdict<Pending>> verdicts) {
        for (int index = 0; index < items.size(); index++) {
            items.get(index).verdict = verdicts.get(index);
        }
        Chain last = null;
        for (Pending item : items) {
            Chain chain = item.chain();
            if (chain != last) {
                advance(chain);
                last = chain;
            }
        }
        append();
    }

    /** Moves the chain on, up to the first event that has to wait. */
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

    /** Moves an item on; returns false if it, and so each item behind it, must wait. */
    private boolean move(Pending item, Submission submission) {
        if (!submission.window()) {
            handOver(item);
            return true;
        }
        WindowVerdict<Pending> verdict = item.verdict;
        if (verdict == null || item.held) {
            return false;
        }
        if (verdict instanceof WindowVerdict.Fresh) {
            handOver(item);
        } else if (verdict instanceof WindowVerdict.Duplicate<Pending> duplicate) {
            item.repeats(duplicate.partition(), duplicate.offset(), duplicate.recorded());
        } else if (verdict instanceof WindowVerdict.Refused<Pending> refused) {
            item.failed(refused.refusal());
        } else if (verdict instanceof WindowVerdict.Undecided<Pending> undecided) {
            if (undecided.later().succeeded()) {
                item.verdict = undecided.later().result();
                return move(item, submission);
            }
            item.held = true;
            // Never within this turn: the caller that moves the chain on now would continue at an old position
            undecided.later().onSuccess(later -> context.runOnContext(turnEnded -> release(item, later)));
            return false;
        } else if (verdict instanceof WindowVerdict.Follows<Pending> follows) {
            return follow(item, follows.leader());
        }
        return true;
    }

    private void release(Pending item, WindowVerdict<Pending> verdict) {
        item.verdict = verdict;
        item.held = false;
        advance(item.chain());
        append();
    }

    /**
     * Makes an item follow its leader. In the same chain the leader is always ahead; a leader of another chain must end
     * first.
     */
    private boolean follow(Pending item, Pending leader) {
        if (leader.hasEnded() || leader.chain() == item.chain()) {
            leader.whenEnded(() -> item.endAs(leader));
            return true;
        }
        item.held = true;
        long timer = vertx.setTimer(followMillis, expired -> {
            if (item.held) {
                release(
                        item,
                        new WindowVerdict.Refused<>(Problem.APPEND_UNKNOWN.because(
                                "Another connection is appending the same event; send the event again")));
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

    private static WindowVerdict<Pending> follower(Pending leader) {
        Refusal refusal = leader.refusal();
        return refusal != null
                ? new WindowVerdict.Refused<>(refusal)
                : new WindowVerdict.Duplicate<>(leader.storedIn(), leader.offset(), leader.recorded());
    }

    private void handOver(Pending item) {
        if (item.chain().hasFailed(item.event().key())) {
            item.refuseAfterEarlier();
        } else if (refuses.getAsBoolean()) {
            item.failed(Problem.UNAVAILABLE.because("The log is unavailable; the event was not stored"));
        } else {
            ready.add(item);
        }
    }

    private void append() {
        if (!ready.isEmpty()) {
            log.append(ready);
            ready = new ArrayList<>();
        }
    }
}
