package dev.playhead.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a child that an earlier, killed node has left running; stateless, blocking, any thread.
 *
 * <p>The process must still be the one of the pid file: its command line names this data directory's configuration
 * file. The caller holds the lock on that directory, so no other node can own the process.
 */
final class Leftover {
    private static final Logger log = LoggerFactory.getLogger(Leftover.class);

    private Leftover() {}

    static void end(Program program, Duration grace) throws InterruptedException {
        Optional<ProcessHandle> left = find(program);
        if (left.isEmpty()) {
            return;
        }
        ProcessHandle process = left.get();
        log.atInfo()
                .addKeyValue("child", program.child().label())
                .addKeyValue("pid", process.pid())
                .log("the node stops a child process of an earlier node");
        process.destroy();
        if (!ended(process, grace)) {
            process.destroyForcibly();
            ended(process, grace);
        }
    }

    private static Optional<ProcessHandle> find(Program program) {
        try {
            if (!Files.exists(program.pidFile())) {
                return Optional.empty();
            }
            return ProcessHandle.of(
                            Long.parseLong(Files.readString(program.pidFile()).strip()))
                    .filter(process -> process.info()
                            .commandLine()
                            .filter(line ->
                                    line.contains(program.configurationFile().toString()))
                            .isPresent());
        } catch (IOException | NumberFormatException unreadable) {
            return Optional.empty();
        }
    }

    private static boolean ended(ProcessHandle process, Duration patience) throws InterruptedException {
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException alive) {
            return false;
        } catch (ExecutionException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
