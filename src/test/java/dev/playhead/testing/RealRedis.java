package dev.playhead.testing;

import dev.playhead.metrics.Meters;
import dev.playhead.sandbox.Child;
import dev.playhead.sandbox.Sandbox;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A Redis of one test's own, to be stopped, killed and brought back; close it. */
public final class RealRedis implements AutoCloseable {
    private final Path directory;
    private final Sandbox sandbox;

    /** @param directory empty, and its own */
    public RealRedis(Path directory) throws InterruptedException {
        this.directory = directory;
        this.sandbox = Sandbox.start(
                RealStores.settings(directory),
                Set.of(Child.REDIS),
                new Meters(new SimpleMeterRegistry()),
                state -> {});
        sandbox.awaitReady(Duration.ofSeconds(60));
    }

    public String url() {
        return sandbox.redisUrl();
    }

    public long pid() throws IOException {
        return RealStores.pid(directory, Child.REDIS);
    }

    /** {@code kill -9}; the sandbox starts it again. */
    public void kill() throws Exception {
        ProcessHandle process = ProcessHandle.of(pid()).orElseThrow();
        process.destroyForcibly();
        process.onExit().get(60, TimeUnit.SECONDS);
    }

    /** {@code kill -STOP}: it takes connections and answers nobody. */
    public void hang() throws Exception {
        signal("-STOP");
    }

    public void goOn() throws Exception {
        signal("-CONT");
    }

    private void signal(String signal) throws Exception {
        new ProcessBuilder("kill", signal, Long.toString(pid())).start().waitFor();
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
