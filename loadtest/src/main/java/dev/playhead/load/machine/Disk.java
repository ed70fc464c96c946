package dev.playhead.load.machine;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets the disk under a node come to rest: gigabytes that one row leaves to be written or deleted would halt the next one's
 * appends, on some machines for a tenth of a second each time. Used by the main thread.
 */
public final class Disk {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long POLL_NANOS = 50_000_000;

    private final Path log;

    /** @param data the data directory of a node with a broker of its own */
    public Disk(Path data) {
        this.log = data.resolve("kafka").resolve("log");
    }

    /** Waits until the files of deleted topics are gone, and all else is written; does without what there is not. */
    public void settle() throws IOException, InterruptedException {
        long limit = System.nanoTime() + PATIENCE.toNanos();
        while (isDeleting() && System.nanoTime() < limit) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        sync();
    }

    private boolean isDeleting() throws IOException {
        if (!Files.isDirectory(log)) {
            return false;
        }
        try (DirectoryStream<Path> deleted = Files.newDirectoryStream(log, "*-delete")) {
            return deleted.iterator().hasNext();
        }
    }

    private static void sync() throws InterruptedException {
        try {
            Process process = new ProcessBuilder("sync")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException notHere) {
            // a system without that command writes when it likes
        }
    }
}
