package dev.playhead.sandbox;

import dev.playhead.metrics.Meter;
import dev.playhead.metrics.Meters;
import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Owns one child process: starts it, checks that it is ready, and restarts it with a growing wait when it dies. It runs
 * on its own thread, named after the child, and calls the listener there.
 */
final class Supervisor {
    private static final Logger log = LoggerFactory.getLogger(Supervisor.class);
    private static final Duration PROBE_INTERVAL = Duration.ofMillis(25);

    /** The phases in the life of a child. */
    enum Phase {
        STARTING,
        UP,
        DOWN,
        STOPPED;

        private Set<Phase> from() {
            return switch (this) {
                case STARTING -> EnumSet.of(DOWN);
                case UP -> EnumSet.of(STARTING);
                case DOWN -> EnumSet.of(STARTING, UP);
                case STOPPED -> EnumSet.of(STARTING, UP, DOWN);
            };
        }
    }

    private final Program program;
    private final SandboxSettings settings;
    private final Consumer<Child.State> listener;
    private final Counter restarts;
    private final Thread thread;

    // Held by all threads, under the lock.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Phase phase = Phase.DOWN;
    private String reason = "not started";
    private boolean stopping;
    private @Nullable Process guard;

    Supervisor(Program program, SandboxSettings settings, Meters meters, Consumer<Child.State> listener) {
        this.program = program;
        this.settings = settings;
        this.listener = listener;
        this.restarts = meters.counter(Meter.CHILD_RESTARTS, program.child().label());
        this.thread = new Thread(this::supervise, "sandbox-" + program.child().label());
    }

    Child child() {
        return program.child();
    }

    /** Ends a leftover child and checks the ports, on the caller's thread, so that a refusal reaches the caller. */
    void start() throws InterruptedException {
        Leftover.end(program, settings.stopTimeout());
        takenPort().ifPresent(sentence -> {
            throw new StartRefusedException(sentence);
        });
        thread.start();
    }

    /** Waits until the child is ready; returns the reason if it is not. */
    Optional<String> awaitUp(Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (phase != Phase.UP) {
                if (left <= 0 || phase == Phase.STOPPED) {
                    return Optional.of(reason);
                }
                left = changed.awaitNanos(left);
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Begins to end the child; {@link #awaitStopped} waits for it. */
    void stop() {
        lock.lock();
        try {
            stopping = true;
            release(guard);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the end of the child, for a bounded time: the guard kills it after the stop timeout, and this waits a
     * little longer.
     */
    void awaitStopped() throws InterruptedException {
        thread.join(settings.stopTimeout().plusSeconds(5).toMillis());
        if (thread.isAlive()) {
            log.atWarn()
                    .addKeyValue("child", program.child().label())
                    .log("the child process did not stop in time; the node kills it");
            thread.interrupt();
            thread.join(TimeUnit.SECONDS.toMillis(5));
        }
    }

    private void supervise() {
        Duration wait = settings.restartMin();
        try {
            while (!isStopping()) {
                enter(Phase.STARTING, "starting");
                long began = System.nanoTime();
                String end = runOnce();
                if (isStopping()) {
                    break;
                }
                boolean livedLong = System.nanoTime() - began
                        > settings.restartMax().plus(settings.startTimeout()).toNanos();
                wait = livedLong ? settings.restartMin() : wait;
                enter(Phase.DOWN, end + "; the node starts it again in " + wait.toMillis() + " ms");
                await(wait);
                restarts.increment();
                wait = shorter(wait.multipliedBy(2), settings.restartMax());
            }
        } catch (InterruptedException killed) {
            log.atDebug()
                    .setCause(killed)
                    .addKeyValue("child", program.child().label())
                    .log("the supervisor of the child process was interrupted");
        } finally {
            enter(Phase.STOPPED, "stopped");
        }
    }

    /** Runs the child once, from its start to its end; returns the reason of its end. */
    private String runOnce() throws InterruptedException {
        try {
            Leftover.end(program, settings.stopTimeout());
            Optional<String> taken = takenPort();
            if (taken.isPresent()) {
                return taken.get();
            }
            program.prepare();
            Process process = launch();
            if (process == null) {
                return "stopped";
            }
            if (!awaitServing(process)) {
                return process.isAlive()
                        ? "it was not ready within " + settings.startTimeout().toSeconds() + " s"
                        : epitaph(process);
            }
            enter(Phase.UP, "up");
            process.waitFor();
            return epitaph(process);
        } catch (IOException | UncheckedIOException failure) {
            return String.valueOf(failure.getMessage());
        } finally {
            kill();
        }
    }

    private @Nullable Process launch() throws IOException {
        lock.lock();
        try {
            if (stopping) {
                return null;
            }
            guard = Guard.start(program, settings.stopTimeout());
            return guard;
        } finally {
            lock.unlock();
        }
    }

    private boolean awaitServing(Process process) throws InterruptedException {
        long deadline = System.nanoTime() + settings.startTimeout().toNanos();
        while (process.isAlive() && System.nanoTime() < deadline) {
            if (program.serves()) {
                return true;
            }
            await(PROBE_INTERVAL);
        }
        return false;
    }

    private Optional<String> takenPort() {
        return program.ports().entrySet().stream()
                .filter(port -> !Ports.isFree(port.getValue()))
                .map(Supervisor::taken)
                .findFirst()
                .map(sentence -> program.child().title() + " cannot start: " + sentence);
    }

    private static String taken(Map.Entry<String, Integer> port) {
        return "port " + port.getValue() + " is in use; free it, or choose another with " + port.getKey();
    }

    /** The last line that the child wrote often says why it ended. */
    private String epitaph(Process process) throws InterruptedException {
        int code = process.waitFor();
        String how = code > 128 ? "it was killed by signal " + (code - 128) : "it exited with code " + code;
        try (Stream<String> lines = Files.lines(program.outputFile())) {
            return lines.filter(line -> !line.isBlank())
                    .reduce((first, second) -> second)
                    .map(line -> how + " (" + line.strip() + ")")
                    .orElse(how);
        } catch (IOException | UncheckedIOException unreadable) {
            return how;
        }
    }

    /** A closed pipe is the guard's word to end the child. */
    private static void release(@Nullable Process process) {
        if (process != null) {
            try {
                process.getOutputStream().close();
            } catch (IOException gone) {
                log.debug("the guard is gone already", gone);
            }
        }
    }

    private void kill() {
        lock.lock();
        try {
            if (guard != null) {
                guard.descendants().forEach(ProcessHandle::destroyForcibly);
                guard.destroyForcibly();
                guard = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isStopping() {
        lock.lock();
        try {
            return stopping;
        } finally {
            lock.unlock();
        }
    }

    private void await(Duration time) throws InterruptedException {
        long left = time.toNanos();
        lock.lock();
        try {
            while (left > 0 && !(stopping && guard == null)) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void enter(Phase next, String why) {
        lock.lock();
        try {
            if (!next.from().contains(phase)) {
                throw new IllegalStateException("from " + phase + " to " + next + " is no way");
            }
            phase = next;
            reason = why;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        log.atLevel(next == Phase.DOWN ? Level.WARN : Level.INFO)
                .addKeyValue("child", program.child().label())
                .addKeyValue("phase", next.toString())
                .addKeyValue("reason", why)
                .log("the child process changed its phase");
        listener.accept(new Child.State(program.child(), next == Phase.UP, why));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
