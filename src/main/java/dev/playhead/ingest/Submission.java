package dev.playhead.ingest;

import dev.playhead.codec.TraceContext;
import dev.playhead.event.Event;
import dev.playhead.event.Parsed;
import dev.playhead.event.Refusal;
import dev.playhead.log.Topic;
import dev.playhead.tracing.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The appends of one request, or of one read of a connection, to one topic, in order; refused items keep their place.
 * Filled on the chain's event loop, then submitted once to its {@link Lane}.
 */
public final class Submission {
    private final Chain chain;
    private final Topic topic;
    private final boolean window;
    private final Partitioning partitions;
    private final Consumer<Submission> ended;
    private final List<Pending> items;
    private final AtomicInteger open = new AtomicInteger(1);
    private long bytes;
    private int events;
    private Runnable done = () -> {};
    private @Nullable TraceContext trace;

    // Owned by the event loop
    private boolean over;
    int nextToHandOver;
    long submittedAt;
    Work work = Work.NONE;

    /** @param ended called on any thread, once every item has ended */
    Submission(Chain chain, Partitioning partitions, boolean window, int expected, Consumer<Submission> ended) {
        this.chain = chain;
        this.topic = partitions.topic();
        this.window = window;
        this.partitions = partitions;
        this.items = new ArrayList<>(expected);
        this.ended = ended;
    }

    /** Sets the trace of its request, if the client sent one. */
    public Submission of(@Nullable TraceContext from) {
        trace = from;
        return this;
    }

    /** Takes the codec's result for one event, and its line or index. */
    public void add(Parsed parsed, long line) {
        if (parsed instanceof Parsed.Valid valid) {
            add(valid.event(), line);
        } else if (parsed instanceof Parsed.Invalid invalid) {
            add(invalid.refusal(), line);
        }
    }

    /** Takes a line or index without an event; the refusal keeps its place among the receipts. */
    public void add(Refusal refusal, long line) {
        items.add(new Pending(this, line, refusal));
    }

    /** Takes an event, and its line or index. */
    public void add(Event event, long line) {
        items.add(new Pending(this, line, event, partitions.of(event)));
        bytes += event.value().length;
        events++;
        open.setPlain(open.getPlain() + 1);
    }

    /** Returns the events and the refused items in the order of their addition; read outcomes when it is done. */
    public List<Pending> items() {
        return items;
    }

    public Topic topic() {
        return topic;
    }

    /** Counts the items that are events. */
    public int events() {
        return events;
    }

    /** The bytes of its events. */
    public long bytes() {
        return bytes;
    }

    @Nullable
    TraceContext trace() {
        return trace;
    }

    boolean isDone() {
        return over;
    }

    void markDone() {
        over = true;
    }

    boolean window() {
        return window;
    }

    Chain chain() {
        return chain;
    }

    void whenDone(Runnable action) {
        done = action;
    }

    Runnable done() {
        return done;
    }

    void endedOne() {
        if (open.decrementAndGet() == 0) {
            ended.accept(this);
        }
    }
}
