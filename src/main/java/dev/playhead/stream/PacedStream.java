package dev.playhead.stream;

import io.vertx.core.Context;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A stream that its subscriber paces by credit: it has a turn whenever something changed, one at a time, from its start to
 * its close. Owned by one event loop, on which everything is called; {@link #wake()} on any thread.
 */
public abstract class PacedStream implements Stream {
    private enum State {
        OPENED,
        RUNNING,
        ENDED
    }

    private final String name;
    private final Context context;
    private final Thread owner = Thread.currentThread();
    private final Credit credit = new Credit();
    private final AtomicBoolean awakened = new AtomicBoolean();
    private State state = State.OPENED;
    private boolean turning;

    /**
     * @param context that of the event loop that calls
     * @param events the first credit; 0 for none
     */
    protected PacedStream(String name, Context context, long events) {
        this.name = name;
        this.context = context;
        if (events > 0) {
            credit.grant(events);
        }
    }

    /** Begins the stream. */
    protected abstract void begin();

    /** Sends as many events as it may. */
    protected abstract void takeTurn();

    /**
     * Ends the stream after its close.
     *
     * @param ran whether it had started
     */
    protected abstract void end(boolean ran);

    @Override
    public final void start() {
        assertOwner();
        state = State.RUNNING;
        begin();
    }

    @Override
    public final void request(long events) {
        assertOwner();
        credit.grant(events);
        turn();
    }

    @Override
    public final void request(long events, long bytes) {
        assertOwner();
        credit.grantBytes(bytes);
        request(events);
    }

    @Override
    public final long unspent() {
        return credit.events();
    }

    @Override
    public final void resume() {
        assertOwner();
        turn();
    }

    @Override
    public final void close() {
        assertOwner();
        if (state != State.ENDED) {
            boolean ran = state == State.RUNNING;
            state = State.ENDED;
            end(ran);
        }
    }

    /** Runs a turn now, unless one runs already. */
    protected final void turn() {
        if (state == State.RUNNING && !turning) {
            turning = true;
            try {
                takeTurn();
            } finally {
                turning = false;
            }
        }
    }

    /** Requests a turn soon. Any thread. */
    public final void wake() {
        if (awakened.compareAndSet(false, true)) {
            context.runOnContext(awake -> {
                awakened.set(false);
                turn();
            });
        }
    }

    public final String name() {
        return name;
    }

    /** The event loop that owns it. */
    public final Context context() {
        return context;
    }

    /** Returns whether it was started and is not closed. */
    public final boolean isRunning() {
        return state == State.RUNNING;
    }

    protected final Credit credit() {
        return credit;
    }

    protected final void assertOwner() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException(name + " belongs to " + owner + ", not to " + Thread.currentThread());
        }
    }
}
