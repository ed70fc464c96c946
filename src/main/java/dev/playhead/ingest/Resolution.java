package dev.playhead.ingest;

import dev.playhead.event.Problem;
import dev.playhead.log.Append;
import dev.playhead.log.Topic;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
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
    private long pause = Resolutions.FIRST_PAUSE_MILLIS;

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
        readLog(earlier.takenBy(shared.self, claim.topic()), true);
        return verdict.future();
    }

    private void see(Mark mark) {
        if (mark instanceof Mark.Stored stored) {
            check(stored);
        } else if (mark instanceof Mark.Unknown unknown) {
            takeOver(unknown, unknown.takenBy(shared.self, claim.topic()));
        } else if (mark instanceof Mark.Held held) {
            seeHeld(held);
        } else {
            claimAgain();
        }
    }

    private long leftMillis() {
        return Math.max(1, (until - System.nanoTime()) / 1_000_000);
    }

    private void check(Mark.Stored stored) {
        shared.check
                .look(claim.topic(), stored, claim.candidate().event().eventId())
                .timeout(leftMillis(), TimeUnit.MILLISECONDS)
                .onComplete(found -> checked(stored, found), failure -> {
                    shared.inFlight.leave(claim);
                    decide(new WindowVerdict.Refused<>(Resolutions.notChecked(failure)));
                });
    }

    private void checked(Mark.Stored stored, StoredCheck.Found found) {
        if (found instanceof StoredCheck.Found.MadeAgain another) {
            shared.inFlight.leave(claim);
            decideIn(another.now());
        } else if (found instanceof StoredCheck.Found.Lost) {
            replace(stored, own, () -> decide(new WindowVerdict.Fresh<>(claim)), this::lookLater);
        } else {
            shared.inFlight.leave(claim);
            decide(shared.duplicate(stored));
        }
    }

    private void decideIn(Topic now) {
        context.runOnContext(
                turn -> shared.decideIn(now, claim.topic(), claim.candidate()).onSuccess(this::decide));
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
            Mark.Held taken = held.unknown().takenBy(shared.self, claim.topic());
            if (ended) {
                takeOver(held, taken);
            } else if (System.nanoTime() - nextSearch >= 0) {
                searchMeanwhile(taken);
            } else {
                lookLater();
            }
        });
    }

    /** The claimant may have died after its append, and its death be known much later. */
    private void searchMeanwhile(Mark.Held held) {
        nextSearch = System.nanoTime() + shared.settings.patience().toNanos() / SEARCHES;
        find(held, this::lookLater, failure -> lookLater());
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
        find(taken, () -> neverStored(taken, alone), this::giveUp);
    }

    /** Searches the event in the log of the claim's topic; decides in the present topic if another one has its name now. */
    private void find(Mark.Held from, Runnable missing, Handler<Throwable> failed) {
        shared.check
                .now(claim.topic())
                .timeout(leftMillis(), TimeUnit.MILLISECONDS)
                .onComplete(
                        now -> {
                            if (now.id().equals(claim.topic().id())) {
                                findHere(from, missing, failed);
                            } else {
                                moveTo(now);
                            }
                        },
                        failed);
    }

    /**
     * Leaves the event to a claim for the present topic. It supersedes this one as unknown, and so it searches the event
     * there.
     */
    private void moveTo(Topic now) {
        if (now.partitions() == claim.topic().partitions()) {
            claim.end(claim.mark().unknown());
        } else {
            shared.settling.end(claim, claim.mark().unknown());
        }
        decideIn(now);
    }

    private void findHere(Mark.Held from, Runnable missing, Handler<Throwable> failed) {
        shared.searchOf(claim.topic(), from.partition())
                .find(claim.candidate().event().eventId(), from.logEnd(), until)
                .onComplete(
                        found -> {
                            if (found instanceof Mark.Stored stored) {
                                shared.settling.end(claim, stored);
                                decide(shared.duplicate(stored));
                            } else {
                                missing.run();
                            }
                        },
                        failed);
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

    private WindowVerdict<C> unknown(String detail) {
        return new WindowVerdict.Refused<>(Problem.APPEND_UNKNOWN.because(detail));
    }

    private void decide(WindowVerdict<C> what) {
        context.runOnContext(turn -> verdict.tryComplete(what));
    }
}
