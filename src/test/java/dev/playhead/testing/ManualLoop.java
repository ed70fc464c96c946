package dev.playhead.testing;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Queue;

/** An event loop that runs its tasks when a test says so, on the thread of the test. Owned by that thread. */
public final class ManualLoop {
    private final Queue<Handler<Void>> tasks = new ArrayDeque<>();
    private final Context context = (Context) Proxy.newProxyInstance(
            Context.class.getClassLoader(), new Class<?>[] {Context.class}, (proxy, method, arguments) -> {
                if (!method.getName().equals("runOnContext")) {
                    throw new UnsupportedOperationException(method.getName());
                }
                @SuppressWarnings("unchecked")
                Handler<Void> task = (Handler<Void>) arguments[0];
                tasks.add(task);
                return null;
            });

    /** Only {@link Context#runOnContext} works. */
    public Context context() {
        return context;
    }

    /** Runs all tasks, and those that they add. */
    public void run() {
        for (Handler<Void> task = tasks.poll(); task != null; task = tasks.poll()) {
            task.handle(null);
        }
    }
}
