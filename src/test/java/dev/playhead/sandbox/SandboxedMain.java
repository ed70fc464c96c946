package dev.playhead.sandbox;

import dev.playhead.metrics.Meters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/**
 * A process that holds a sandbox as a node does, to be ended by tests. Arguments: data directory, the three ports, the
 * children. It says {@code ready}; when it ends in order, whether its children still serve then, and {@code closed}.
 */
final class SandboxedMain {
    private SandboxedMain() {}

    public static void main(String[] arguments) throws Exception {
        SandboxSettings settings = SandboxIT.settings(
                Path.of(arguments[0]),
                Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[2]),
                Integer.parseInt(arguments[3]));
        Set<Child> children = Arrays.stream(arguments, 4, arguments.length)
                .map(Child::valueOf)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Child.class)));
        Sandbox sandbox = Sandbox.start(settings, children, new Meters(new SimpleMeterRegistry()), state -> {});
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            System.out.println("serving " + !Ports.isFree(settings.redisPort()));
            sandbox.close();
            System.out.println("closed");
        }));
        sandbox.awaitReady(Duration.ofSeconds(90));
        System.out.println("ready");
        new CountDownLatch(1).await();
    }
}
