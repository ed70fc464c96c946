package dev.playhead.sandbox;

import dev.playhead.metrics.Meters;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Owns the data directory and the children that run in it; its methods block and may be called on any thread but an
 * event loop.
 */
public final class Sandbox implements AutoCloseable {
    private final SandboxSettings settings;
    private final DataLock lock;
    private final List<Supervisor> supervisors;

    private Sandbox(SandboxSettings settings, DataLock lock, List<Supervisor> supervisors) {
        this.settings = settings;
        this.lock = lock;
        this.supervisors = supervisors;
    }

    /**
     * Starts the children and does not wait for them; the listener gets each change of state, on the child's thread.
     *
     * @throws StartRefusedException if the data directory is in use or a port is taken
     */
    public static Sandbox start(
            SandboxSettings settings, Set<Child> children, Meters meters, Consumer<Child.State> listener)
            throws InterruptedException {
        DataLock lock = DataLock.take(settings.dataDirectory().toAbsolutePath().normalize());
        List<Supervisor> started = new ArrayList<>();
        Sandbox sandbox = new Sandbox(settings, lock, started);
        try {
            Path data = settings.dataDirectory().toRealPath();
            for (Child child : children) {
                Program program =
                        switch (child) {
                            case KAFKA -> new KafkaProgram(settings, data);
                            case REDIS -> new RedisProgram(settings, data);
                        };
                Supervisor supervisor = new Supervisor(program, settings, meters, listener);
                supervisor.start();
                started.add(supervisor);
            }
            return sandbox;
        } catch (IOException failure) {
            sandbox.close();
            throw new StartRefusedException(
                    "The data directory " + settings.dataDirectory() + " cannot be used: " + failure.getMessage());
        } catch (StartRefusedException | InterruptedException refused) {
            sandbox.close();
            throw refused;
        }
    }

    /** Waits until all children serve. */
    public void awaitReady(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        for (Supervisor supervisor : supervisors) {
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            supervisor.awaitUp(left).ifPresent(reason -> {
                throw new StartRefusedException(
                        "The embedded " + supervisor.child().title() + " is not ready after " + patience.toSeconds()
                                + " s: " + reason + "; its files are in " + settings.dataDirectory());
            });
        }
    }

    /** Returns the addresses in the form of {@code kafka.bootstrap.servers}. */
    public String kafkaBootstrapServers() {
        return "127.0.0.1:" + settings.kafkaPort();
    }

    /** Returns the address in the form of {@code redis.url}. */
    public String redisUrl() {
        return "redis://127.0.0.1:" + settings.redisPort();
    }

    /** Ends the children in order, by force after the stop timeout, and lets go of the data directory. */
    @Override
    public void close() {
        supervisors.forEach(Supervisor::stop);
        boolean interrupted = false;
        for (Supervisor supervisor : supervisors) {
            try {
                supervisor.awaitStopped();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        lock.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
