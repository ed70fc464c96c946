package dev.playhead.testing;

import dev.playhead.event.Problem;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * One node's way to a store in memory, and the hand that makes it misbehave. Any thread; Futures are complete when they
 * are returned, unless it hangs.
 */
public final class MemoryLink {
    private final Object store;
    private final Queue<Runnable> hanging = new ConcurrentLinkedQueue<>();
    private volatile Mood mood = Mood.WELL;
    private volatile int calls;

    /** @param store what is locked while something is done to it */
    public MemoryLink(Object store) {
        this.store = store;
    }

    public void mood(Mood next) {
        mood = next;
        if (next == Mood.WELL) {
            for (Runnable late = hanging.poll(); late != null; late = hanging.poll()) {
                late.run();
            }
        }
    }

    /** How often it was asked. */
    public int calls() {
        return calls;
    }

    <T> Future<T> answer(Supplier<T> work) {
        synchronized (this) {
            calls++;
        }
        switch (mood) {
            case WELL -> {
                return Future.succeededFuture(locked(work));
            }
            case HUNG -> {
                Promise<T> late = Promise.promise();
                hanging.add(() -> late.complete(locked(work)));
                return late.future();
            }
            case DEAF -> locked(work);
            case AWAY -> {}
        }
        return Future.failedFuture(Problem.UNAVAILABLE.because("away").asException());
    }

    Future<Void> run(Runnable work) {
        return answer(() -> {
                    work.run();
                    return true;
                })
                .mapEmpty();
    }

    private <T> T locked(Supplier<T> work) {
        synchronized (store) {
            return work.get();
        }
    }
}
