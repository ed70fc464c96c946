package dev.playhead.load.wire;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Owns the threads of one measurement: each task has its own, all end before the caller goes on. */
public final class Crew {
    private Crew() {}

    /** Runs all tasks at once and waits for them; interrupts them all, and throws, at the first that is late or fails. */
    public static void run(Duration limit, List<Callable<Void>> tasks) throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            for (Future<Void> task : threads.invokeAll(tasks, limit.toMillis(), TimeUnit.MILLISECONDS)) {
                task.get();
            }
        } catch (CancellationException late) {
            throw new IOException("not done after " + limit, late);
        } catch (ExecutionException failed) {
            throw new IOException(String.valueOf(failed.getCause()), failed.getCause());
        } finally {
            threads.shutdownNow();
        }
    }
}
