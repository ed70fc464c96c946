package dev.playhead.load.wire;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Owns the threads of one measurement: each task has its own, all end before the caller goes on. */
public final class Crew {
    private static final long PATIENCE_SECONDS = 10;

    private Crew() {}

    /** Runs all tasks at once and waits for them; interrupts them all, and throws, at the first that is late or fails. */
    public static void run(Duration limit, List<Callable<Void>> tasks) throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        CompletionService<Void> ends = new ExecutorCompletionService<>(threads);
        long until = System.nanoTime() + limit.toNanos();
        try {
            tasks.forEach(ends::submit);
            for (int left = tasks.size(); left > 0; left--) {
                Future<Void> ended = ends.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (ended == null) {
                    throw new IOException("not done after " + limit);
                }
                ended.get();
            }
        } catch (ExecutionException failed) {
            throw new IOException(String.valueOf(failed.getCause()), failed.getCause());
        } finally {
            threads.shutdownNow();
            threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }
}
