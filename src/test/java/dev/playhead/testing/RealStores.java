package dev.playhead.testing;

import dev.playhead.metrics.Meters;
import dev.playhead.sandbox.Child;
import dev.playhead.sandbox.Sandbox;
import dev.playhead.sandbox.SandboxSettings;
import dev.playhead.sandbox.StartRefusedException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real Kafka and a real Redis for tests: {@link #shared()} is one pair for the whole test JVM, made when first asked for
 * and ended with the JVM; {@link #own()} is a pair of one test's own, to be killed as it likes, and to be closed.
 *
 * <p>Tests that share choose topic and key names of their own.
 */
public final class RealStores implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path directory;
    private final Sandbox sandbox;
    private final Map<Child, Boolean> up = new EnumMap<>(Child.class);

    private RealStores(Path directory) throws InterruptedException {
        this.directory = directory;
        this.sandbox = Sandbox.start(
                settings(directory),
                Set.of(Child.KAFKA, Child.REDIS),
                new Meters(new SimpleMeterRegistry()),
                state -> setUp(state.child(), state.up()));
    }

    /** The pair of this JVM. */
    public static RealStores shared() {
        return Shared.STORES;
    }

    /** A fresh pair, empty; close it. */
    public static RealStores own() {
        for (int attempt = 1; ; attempt++) {
            try {
                return ready(new RealStores(Files.createTempDirectory("playhead-stores")));
            } catch (StartRefusedException takenMeanwhile) {
                if (attempt == 3) {
                    throw takenMeanwhile;
                }
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interrupted);
            }
        }
    }

    /** What {@code kafka.bootstrap.servers} takes. */
    public String bootstrapServers() {
        return sandbox.kafkaBootstrapServers();
    }

    /** What {@code redis.url} takes. */
    public String redisUrl() {
        return sandbox.redisUrl();
    }

    /** {@code kill -9}, as far as possible from an orderly end; the sandbox starts the child again. Returns once it is down. */
    public void kill(Child child) throws Exception {
        ProcessHandle process = ProcessHandle.of(pid(directory, child)).orElseThrow();
        process.destroyForcibly();
        process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        awaitIs(child, false);
    }

    /** Waits until the child serves. */
    public void awaitUp(Child child) throws InterruptedException {
        awaitIs(child, true);
    }

    @Override
    public void close() {
        sandbox.close();
        deleteAll(directory);
    }

    /** Settings on free ports, with short waits. */
    public static SandboxSettings settings(Path directory) {
        List<Integer> ports = TestPorts.free(2);
        return new SandboxSettings(
                directory,
                ports.get(0),
                Optional.empty(),
                512L << 20,
                false,
                ports.get(1),
                512L << 20,
                Duration.ofSeconds(60),
                Duration.ofSeconds(20),
                Duration.ofMillis(100),
                Duration.ofSeconds(2));
    }

    /** The child's own process, not its guard's. */
    public static long pid(Path directory, Child child) throws IOException {
        return Long.parseLong(Files.readString(directory.resolve(child.label()).resolve(child.label() + ".pid"))
                .strip());
    }

    private static RealStores ready(RealStores stores) throws InterruptedException {
        try {
            stores.sandbox.awaitReady(PATIENCE);
            return stores;
        } catch (StartRefusedException refused) {
            stores.close();
            throw refused;
        }
    }

    private synchronized void setUp(Child child, boolean isUp) {
        up.put(child, isUp);
        notifyAll();
    }

    private synchronized void awaitIs(Child child, boolean expected) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (up.getOrDefault(child, false) != expected) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError(
                        child.title() + " is not " + (expected ? "up" : "down") + " after " + PATIENCE);
            }
            wait(left);
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void deleteAll(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static final class Shared {
        private static final RealStores STORES = make();

        private static RealStores make() {
            RealStores stores = own();
            Runtime.getRuntime().addShutdownHook(new Thread(stores::close, "end-of-shared-stores"));
            return stores;
        }
    }
}
