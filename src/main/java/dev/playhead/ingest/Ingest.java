package dev.playhead.ingest;

import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import dev.playhead.log.EventLog;
import dev.playhead.log.Topic;
import dev.playhead.log.Topics;
import dev.playhead.metrics.Meter;
import dev.playhead.metrics.Meters;
import dev.playhead.tracing.Traces;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Owns the ingestion of one node: the state that all its event loops share. Each event loop has its own {@link Lane}.
 *
 * <p>It accepts events while the log is available and admission has room. When the log becomes unavailable, streams
 * pause for {@code ingest.outage}. After that it refuses events until the log is back.
 */
public final class Ingest implements AutoCloseable {
    private static final long WATCH_MILLIS = 50;
    private static final long RETRY_MILLIS = 250;

    private final Vertx vertx;
    private final IngestSettings settings;
    private final Topics topics;
    private final EventLog log;
    private final Deduplication<Pending> deduplication;
    private final IngestMeters meters;
    private final AppendTraces traces;
    private final Admission admission;
    private final long watch;

    /** The begin of the log's outage, by {@link System#nanoTime()}; 0 without an outage. */
    private volatile long awaySince;

    private volatile boolean closing;
    private volatile @Nullable AppendWatch ends;

    public Ingest(
            Vertx vertx,
            IngestSettings settings,
            Topics topics,
            EventLog log,
            Deduplication<Pending> deduplication,
            Meters meters,
            Traces traces) {
        this.vertx = vertx;
        this.settings = settings;
        this.topics = topics;
        this.log = log;
        this.deduplication = deduplication;
        this.meters = new IngestMeters(meters);
        this.traces = new AppendTraces(traces);
        this.admission = new Admission(settings.maxEvents(), settings.maxBytes());
        meters.gauge(Meter.IN_FLIGHT_EVENTS, admission, Admission::events);
        meters.gauge(Meter.IN_FLIGHT_BYTES, admission, Admission::bytes);
        this.watch = vertx.setPeriodic(WATCH_MILLIS, tick -> look());
    }

    private void look() {
        if (log.available()) {
            awaySince = 0;
        } else if (awaySince == 0) {
            awaySince = Math.max(1, System.nanoTime());
        }
        if (open() || refuses()) {
            admission.wake();
        }
        AppendWatch current = ends;
        if (current != null) {
            current.look(idle());
        }
    }

    /** Reports from now on, at first and at each change, whether appends end in time, and the reason if not. */
    public void onChange(BiConsumer<Boolean, String> tell) {
        ends = new AppendWatch(settings.timeout(), System::nanoTime, tell);
    }

    void ended(Submission submission) {
        meters.ended(submission, System.nanoTime() - submission.submittedAt);
        AppendWatch current = ends;
        if (current != null) {
            current.ended(timedOut(submission.items()));
        }
    }

    private static boolean timedOut(List<Pending> items) {
        for (Pending item : items) {
            Refusal refusal = item.refusal();
            if (refusal != null && refusal.problem() == Problem.APPEND_UNKNOWN) {
                return true;
            }
        }
        return false;
    }

    /** Counts the submissions that have ended since the node started. Never blocks. */
    public long appends() {
        return meters.appends();
    }

    /** Returns their total time, from admission to the log's answer, in milliseconds. Never blocks. */
    public double appendMillis() {
        return meters.appendMillis();
    }

    /** A lane for the event loop of the context. */
    public Lane lane(Context context) {
        return new Lane(vertx, context, this, log, deduplication);
    }

    public IngestSettings settings() {
        return settings;
    }

    IngestMeters meters() {
        return meters;
    }

    AppendTraces traces() {
        return traces;
    }

    Admission admission() {
        return admission;
    }

    /** Returns the topic from memory; null for a topic that only the log can answer for. */
    public @Nullable Topic knownTopic(String name) {
        return topics.cached(name);
    }

    /** Returns the reason to refuse events for a topic of that name; null for an accepted name. */
    public @Nullable Refusal nameRefusal(String name) {
        return topics.nameRefusal(name);
    }

    /** Finds the topic for an append, and creates it if {@code topics.autoCreate} is on. */
    public Future<Topic> topic(String name) {
        Topic topic = topics.cached(name);
        return topic != null ? Future.succeededFuture(topic) : topics.findOrCreate(name);
    }

    /** Finds the topic for a stream, and waits for an unavailable log for up to {@code ingest.outage}. */
    Future<Topic> topicPatiently(String name, long sinceNanos) {
        return topic(name).recover(failure -> {
            boolean again = RefusedException.is(failure, Problem.UNAVAILABLE)
                    && System.nanoTime() - sinceNanos < settings.outage().toNanos();
            return again
                    ? vertx.timer(RETRY_MILLIS).compose(waited -> topicPatiently(name, sinceNanos))
                    : Future.failedFuture(failure);
        });
    }

    /** Returns the reason to refuse a request now, or null. */
    public @Nullable Refusal refusal() {
        if (closing) {
            return meters.refused(
                    Problem.GOING_AWAY.because("The node is stopping; send to another node, or retry " + "later"));
        }
        if (!log.available()) {
            return meters.refused(Problem.UNAVAILABLE.because("The log is unavailable; nothing was stored"));
        }
        return admission.full()
                ? meters.refused(Problem.BUSY.because("Too many events are waiting for their receipts"))
                : null;
    }

    /** Returns whether a stream may be read now; if not, see {@link #whenReadable}. */
    public boolean readable() {
        return open() || refuses();
    }

    private boolean open() {
        return log.available() && !admission.full();
    }

    /** Returns whether the log has been unavailable for longer than streams wait for it. */
    boolean refuses() {
        long since = awaySince;
        return since != 0 && System.nanoTime() - since > settings.outage().toNanos();
    }

    /** Runs it, on any thread, when {@link #readable()} may have become true. */
    public void whenReadable(Runnable wake) {
        admission.whenRoom(wake);
    }

    /** Returns whether every admitted event has its answer. */
    public boolean idle() {
        return admission.events() == 0;
    }

    /** Refuses all new events from now on. */
    public void refuseNew() {
        closing = true;
    }

    @Override
    public void close() {
        vertx.cancelTimer(watch);
    }
}
