package dev.playhead.ingest;

import dev.playhead.event.Refusal;
import dev.playhead.log.EventLog;
import dev.playhead.log.LogReader;
import dev.playhead.log.Topic;
import dev.playhead.metrics.Meters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/**
 * Decides which candidates are new, for all event loops of this node: each call comes on an event loop and is answered
 * on the caller's context; ends may be told on any thread.
 */
public final class Deduplication {

    public Deduplication(
            Vertx vertx,
            WindowSettings settings,
            Incarnation self,
            DuplicateWindow window,
            EventLog log,
            LogReader reader,
            Meters meters) {}

    /**
     * A verdict for each candidate, in order, in one round trip; never fails, and completes within
     * {@code window.timeout} whatever Redis does.
     */
    public Future<List<Verdict>> decide(Topic topic, List<? extends Candidate> candidates) {
        return Future.succeededFuture(candidates.stream()
                .map(candidate ->
                        (Verdict) new Verdict.Fresh(new Claim(topic, Identity.of(candidate.event()), candidate, 0)))
                .toList());
    }

    /** The claim's event is stored there. Any thread; costs about nothing. */
    public void settled(Claim claim, long offset, long recorded) {}

    /**
     * The claim's event is not stored, or ({@code append_unknown}) nobody knows; also of an event that was never handed
     * to the log. Any thread; costs about nothing.
     */
    public void failed(Claim claim, Refusal refusal) {}
}
