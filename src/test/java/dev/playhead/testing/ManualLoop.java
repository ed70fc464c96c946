package dev.playhead.testing;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An event loop with a clock that a test moves by hand: tasks and timers run on the test's thread, and only when it calls
 * {@link #run} or {@link #pass}. Owned by one thread; tasks come from any.
 */
public final class ManualLoop {
    private static final long BEGINNING = TimeUnit.MILLISECONDS.toNanos(1_700_000_000_000L);

    /** A loop that has more to do than this never comes to rest. */
    private static final int MOST_TASKS = 100_000;

    private final Queue<Handler<Void>> tasks = new ConcurrentLinkedQueue<>();
    private final Map<Long, Timer> timers = new ConcurrentHashMap<>();
    private final Vertx vertx = proxy(Vertx.class, (method, arguments) -> switch (method) {
        case "setTimer" -> setTimer((Long) arguments[0], handler(arguments[1]));
        case "cancelTimer" -> timers.remove((Long) arguments[0]) != null;
        default -> throw new UnsupportedOperationException(method);
    });
    private final Context context = proxy(Context.class, (method, arguments) -> switch (method) {
        case "owner" -> vertx;
        case "runOnContext" -> {
            tasks.add(handler(arguments[0]));
            yield null;
        }
        default -> throw new UnsupportedOperationException(method);
    });
    private long now = BEGINNING;
    private long lastTimer;

    private record Timer(long id, long at, Handler<Object> ring) {}

    private interface Answer {
        @Nullable
        Object to(String method, Object[] arguments);
    }

    /** Where tasks and timers go. */
    public Context context() {
        return context;
    }

    /** Stands for {@link System#currentTimeMillis()}. */
    public long millis() {
        return TimeUnit.NANOSECONDS.toMillis(now);
    }

    /** Stands for {@link System#nanoTime()}. */
    public long nanos() {
        return now;
    }

    /** Runs all tasks, with those that they add. */
    public void run() {
        int ran = 0;
        for (Handler<Void> task = tasks.poll(); task != null; task = tasks.poll()) {
            if (++ran > MOST_TASKS) {
                throw new AssertionError("the loop does not come to rest");
            }
            task.handle(null);
        }
    }

    /** Lets time pass: runs the tasks, and each timer at its moment. */
    public void pass(Duration time) {
        long until = now + time.toNanos();
        run();
        for (Optional<Timer> next = due(until); next.isPresent(); next = due(until)) {
            Timer timer = next.get();
            timers.remove(timer.id());
            now = Math.max(now, timer.at());
            timer.ring().handle(timer.id());
            run();
        }
        now = until;
    }

    private Optional<Timer> due(long until) {
        return timers.values().stream()
                .filter(timer -> timer.at() <= until)
                .min(Comparator.comparingLong(Timer::at).thenComparingLong(Timer::id));
    }

    private long setTimer(long millis, Handler<Object> ring) {
        long id = ++lastTimer;
        timers.put(id, new Timer(id, now + TimeUnit.MILLISECONDS.toNanos(millis), ring));
        return id;
    }

    @SuppressWarnings("unchecked")
    private static <T> Handler<T> handler(Object handler) {
        return (Handler<T>) handler;
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) ->
                        answer.to(method.getName(), arguments == null ? new Object[0] : arguments)));
    }
}
