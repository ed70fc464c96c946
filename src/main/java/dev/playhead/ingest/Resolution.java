package dev.playhead.ingest;

import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import dev.playhead.log.Append;
import dev.playhead.log.Topic;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Finds out whether an event of another claimant was stored, and whether the log still has a stored one. It waits while
 * the claimant is alive, and reads the log from its end at the claim. An event that the log has is stored in any case.
 * When the claimant is dead, or ended its append as unknown, this node takes the claim over. Then an event that the log
 * does not have is new. It takes at most {@code window.wait}, then the answer is {@code append_unknown}.
 *
 * <p>A silent claimant may be halted and go on later. So the event may be appended again only after the claimant's end,
 * which {@link HolderEnd} finds out.
 *
 * <p>It makes one step at a time, each on the thread that ended the step before; the verdict comes on the caller's
 * context.
 */
final class Resolution<C extends Append> {
    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 250;

    /** The maximum of searches of the log while the claimant lives. */
    private static final int SEARCHES = 4;

    private final Resolutions<C> shared;
    private final Claim<C> claim;
    private final Context context;
    private final Promise<WindowVerdict<C>> verdict = Promise.promise();
    private final Mark.Held own;
    private final HolderEnd holder;
    private final long until;
    private long nextSearch;
    private long pause = FIRST_PAUSE_MILLIS;

    Resolution(Resolutions<C> shared, Claim<C> claim) {
        this.shared = shared;
        this.claim = claim;
        this.own = claim.mark();
        this.holder = new HolderEnd(shared.self, shared.window, shared.reader, claim.topic());
        this.context = shared.vertx.getOrCreateContext();
        long now = System.nanoTime();
        long patience = shared.settings.patience().toNanos();
        this.until = now + patience;
        this.nextSearch = now + patience / (2 * SEARCHES);
    }

    Future<WindowVerdict<C>> begin(Mark before) {
        see(before);
        return verdict.future();
    }

    Future<WindowVerdict<C>> search(Mark.Unknown earlier) {
        readLog(new Mark.Held(shared.self, earlier.partition(), earlier.logEnd()), true);
        return verdict.future();
    }

    private void see(Mark mark) {
        if (mark instanceof Mark.Stored stored) {
            check(stored);
        } else if (mark instanceof Mark.Unknown unknown) {
            takeOver(unknown, new Mark.Held(shared.self, unknown.partition(), unknown.logEnd()));
        } else if (mark instanceof Mark.Held held) {
            seeHeld(held);
        } else {
            claimAgain();
        }
    }

    private void check(Mark.Stored stored) {
        long left = Math.max(1, (until - System.nanoTime()) / 1_000_000);
        shared.check
                .look(claim.topic(), stored, claim.candidate().event().eventId())
                .timeout(left, TimeUnit.MILLISECONDS)
                .onComplete(found -> checked(stored, found), failure -> {
                    shared.inFlight.leave(claim);
                    decide(new WindowVerdict.Refused<>(notChecked(failure)));
                });
    }

    private void checked(Mark.Stored stored, StoredCheck.Found found) {
        if (found instanceof StoredCheck.Found.MadeAgain another) {
            context.runOnContext(turn -> decideIn(another.now()));
        } else if (found instanceof StoredCheck.Found.CutOff) {
            replace(stored, own, () -> decide(new WindowVerdict.Fresh<>(claim)), this::lookLater);
        } else {
            shared.inFlight.leave(claim);
            decide(duplicate(stored));
        }
    }

    /** Decides by the topic of now: the answer so far is about another topic, with other partitions for the key. */
    private void decideIn(Topic now) {
        shared.inFlight.leave(claim);
        if (now.partitions() != claim.topic().partitions()) {
            decide(new WindowVerdict.Refused<>(Problem.UNAVAILABLE.because(
                    "The topic " + now.name() + " was made again meanwhile; send the event again")));
            return;
        }
        shared.decideAgain
                .apply(now, claim.candidate())
                .compose(then -> then instanceof WindowVerdict.Undecided<C> undecided
                        ? undecided.later()
                        : Future.succeededFuture(then))
                .onSuccess(then -> decide(
                        then instanceof WindowVerdict.Follows
                                ? unknown("Another connection is appending the same event; send the event again")
                                : then));
    }

    private static Refusal notChecked(Throwable failure) {
        return RefusedException.is(failure, Problem.TOPIC_NOT_FOUND)
                ? RefusedException.of(failure)
                : Problem.UNAVAILABLE.because(
                        "Playhead stored the event before, but Kafka did not show in time that the log still has it; "
                                + "send the event again");
    }

    /** Claims again an event that another claimant has released. */
    private void claimAgain() {
        shared.window
                .claim(claim.topic(), List.of(new DuplicateWindow.Entry(claim.identity(), claim.mark())))
                .onComplete(
                        marks -> {
                            Mark before = marks.get(0);
                            if (before == Mark.FREE) {
                                decide(new WindowVerdict.Fresh<>(claim));
                            } else {
                                see(before);
                            }
                        },
                        this::giveUp);
    }

    private void seeHeld(Mark.Held held) {
        holder.hasEnded(held, until).onSuccess(ended -> {
            if (ended) {
                takeOver(held, new Mark.Held(shared.self, held.partition(), held.logEnd()));
            } else if (System.nanoTime() - nextSearch >= 0) {
                searchMeanwhile(held);
            } else {
                lookLater();
            }
        });
    }

    /** The claimant may have died after its append, and its death be known much later. */
    private void searchMeanwhile(Mark.Held held) {
        nextSearch = System.nanoTime() + shared.settings.patience().toNanos() / SEARCHES;
        shared.searchOf(claim.topic(), held.partition())
                .find(claim.candidate().event().eventId(), held.logEnd(), until)
                .onComplete(
                        found -> {
                            if (found instanceof Mark.Stored stored) {
                                shared.settling.end(claim, stored);
                                decide(duplicate(stored));
                            } else {
                                lookLater();
                            }
                        },
                        failure -> lookLater());
    }

    private void lookLater() {
        if (System.nanoTime() - until > 0) {
            shared.inFlight.leave(claim);
            decide(unknown("Another node is appending the same event; send the event again. If that node died before "
                    + "Kafka stored the event, this answer lasts "
                    + seconds(shared.settings.silence()) + " s after its death (window.silence), and up to "
                    + seconds(shared.settings.heartbeat())
                    + " s when the ports of that node do not show its death (window.heartbeat)"));
            return;
        }
        shared.vertx.setTimer(pause, later -> look());
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }

    private static String seconds(Duration time) {
        return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString();
    }

    private void look() {
        shared.window
                .look(claim.topic(), List.of(claim.identity()))
                .onComplete(marks -> see(marks.get(0)), this::giveUp);
    }

    private void takeOver(Mark expected, Mark.Held taken) {
        claim.mark(taken);
        replace(expected, taken, () -> readLog(taken, false), this::lookLater);
    }

    private void replace(Mark expected, Mark.Held next, Runnable done, Runnable changed) {
        shared.window
                .replace(claim.topic(), List.of(new DuplicateWindow.Change(claim.identity(), expected, next)))
                .onComplete(
                        replaced -> {
                            if (replaced.get(0)) {
                                done.run();
                            } else {
                                changed.run();
                            }
                        },
                        this::giveUp);
    }

    private void readLog(Mark.Held taken, boolean alone) {
        shared.searchOf(claim.topic(), taken.partition())
                .find(claim.candidate().event().eventId(), taken.logEnd(), until)
                .onComplete(
                        found -> {
                            if (found instanceof Mark.Stored stored) {
                                shared.settling.end(claim, stored);
                                decide(duplicate(stored));
                            } else {
                                neverStored(taken, alone);
                            }
                        },
                        this::giveUp);
    }

    /** Lets the event be appended; the claim keeps the start of the search, in case this attempt also ends unknown. */
    private void neverStored(Mark.Held taken, boolean alone) {
        if (taken.partition() == own.partition()) {
            decide(new WindowVerdict.Fresh<>(claim));
            return;
        }
        claim.mark(own);
        if (alone) {
            decide(new WindowVerdict.Fresh<>(claim));
        } else {
            replace(taken, own, () -> decide(new WindowVerdict.Fresh<>(claim)), this::lookLater);
        }
    }

    /** Settles every possible claim of this attempt as unknown, so that the next attempt need not wait. */
    private void giveUp(Throwable failure) {
        shared.settling.end(claim, claim.mark().unknown());
        decide(unknown("Kafka may have stored an earlier attempt, and the node could not check this; send the event "
                + "again"));
    }

    private WindowVerdict<C> duplicate(Mark.Stored stored) {
        return new WindowVerdict.Duplicate<>(stored.partition(), stored.offset(), stored.recorded());
    }

    private WindowVerdict<C> unknown(String detail) {
        return new WindowVerdict.Refused<>(Problem.APPEND_UNKNOWN.because(detail));
    }

    private void decide(WindowVerdict<C> what) {
        context.runOnContext(turn -> verdict.tryComplete(what));
    }
}
