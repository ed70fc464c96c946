package dev.playhead;

import dev.playhead.config.InvalidSettingsException;
import dev.playhead.config.Settings;
import dev.playhead.logback.LogSettings;
import dev.playhead.logback.Logs;
import dev.playhead.metrics.Meters;
import dev.playhead.sandbox.Child;
import dev.playhead.sandbox.Sandbox;
import dev.playhead.sandbox.SandboxSettings;
import dev.playhead.sandbox.StartRefusedException;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.PrintStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** The stores as a process of their own, for several nodes on one machine; runs on the main thread until it is stopped. */
final class SandboxCommand {
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private SandboxCommand() {}

    /** Runs the sandbox. A refused start ends the process; after the start, a signal ends it. */
    static void run(List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err)
            throws InterruptedException {
        Settings all;
        try {
            all = Settings.load(arguments, environment);
        } catch (InvalidSettingsException refused) {
            Terminal.print(err, String.valueOf(refused.getMessage()));
            System.exit(MISUSED);
            return;
        }
        Logs.use(all.log());
        SandboxSettings settings = all.sandbox();
        Sandbox sandbox;
        try {
            sandbox = start(settings);
        } catch (StartRefusedException refused) {
            Terminal.fail(all.log(), err, "The sandbox does not start: " + refused.getMessage());
            System.exit(FAILED);
            return;
        }
        // Halted from the hook, as a node is: a JVM that a signal ends would exit with 143 however well it has stopped
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            sandbox.close();
                            Runtime.getRuntime().halt(0);
                        },
                        "playhead-stop"));
        LoggerFactory.getLogger(SandboxCommand.class)
                .atInfo()
                .addKeyValue("kafka", sandbox.kafkaBootstrapServers())
                .addKeyValue("redis", sandbox.redisUrl())
                .log("sandbox started");
        if (all.log().format() == LogSettings.Format.TEXT) {
            Terminal.print(out, greeting(sandbox, settings));
        }
        Thread.currentThread().join();
    }

    private static Sandbox start(SandboxSettings settings) throws InterruptedException {
        Meters meters = new Meters(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        Sandbox sandbox = Sandbox.start(settings, EnumSet.allOf(Child.class), meters, state -> {});
        try {
            sandbox.awaitReady(settings.startTimeout());
            return sandbox;
        } catch (RuntimeException | InterruptedException failure) {
            sandbox.close();
            throw failure;
        }
    }

    private static String greeting(Sandbox sandbox, SandboxSettings settings) {
        return """
                The sandbox is ready, data in  %s
                  Nodes use it with  --kafka.bootstrap.servers=%s --redis.url=%s
                Stop it with Ctrl-C, after the nodes.""".formatted(settings.dataDirectory(), sandbox.kafkaBootstrapServers(), sandbox.redisUrl());
    }
}
