package dev.playhead.e2e.harness;

import static dev.playhead.testing.Eventually.eventually;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The stores as a process of their own, started from the packaged jar, and nodes to be started that use them. One thread. */
public final class SandboxProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration STOP = Duration.ofSeconds(60);

    private final NodeProcess settings;
    private final Path log;
    private final Process process;

    private SandboxProcess(NodeProcess settings) throws IOException {
        this.settings = settings;
        this.log = Files.createDirectories(Path.of("target", "e2e"))
                .resolve(settings.directory().getFileName() + ".log");
        this.process = settings.command(List.of("sandbox"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** A sandbox that serves. */
    public static SandboxProcess started(String name) throws Exception {
        SandboxProcess sandbox = new SandboxProcess(NodeProcess.named(name));
        eventually(START, "the sandbox is ready; its log is " + sandbox.log, () -> {
            if (!sandbox.process.isAlive()) {
                throw new IllegalStateException("it ended:\n" + sandbox.output());
            }
            return sandbox.output().contains("is ready");
        });
        return sandbox;
    }

    /** A node to be started on these stores. */
    public NodeProcess node(String name) throws IOException {
        return NodeProcess.named(name)
                .with("kafka.bootstrap.servers", "127.0.0.1:" + settings.port("sandbox.kafka.port"))
                .with("redis.url", "redis://127.0.0.1:" + settings.port("sandbox.redis.port"));
    }

    String output() throws IOException {
        return Files.exists(log) ? Files.readString(log) : "";
    }

    public Path data() {
        return settings.data();
    }

    /** Asks it to end, and gives its exit status. */
    public int terminate() throws Exception {
        process.destroy();
        process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS);
        return process.exitValue();
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        settings.close();
    }
}
