package dev.playhead.sandbox;

import dev.playhead.settings.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Sets the directory, the ports and the time limits of the embedded Kafka and Redis. */
public record SandboxSettings(
        @Setting(key = "data.dir", defaultValue = "data", meaning = "Data directory of the embedded Kafka and Redis")
        Path dataDirectory,

        @Setting(
                key = "sandbox.kafka.port",
                defaultValue = "19092",
                least = "1",
                most = "65535",
                meaning = "Loopback port of the embedded Kafka")
        int kafkaPort,

        @Setting(
                key = "sandbox.kafka.controllerPort",
                least = "1",
                most = "65535",
                meaning = "Loopback port of the embedded Kafka's controller; without it a free port")
        Optional<Integer> controllerPort,

        @Setting(
                key = "sandbox.kafka.heap",
                defaultValue = "512MiB",
                least = "128MiB",
                meaning = "Maximum heap of the embedded Kafka's JVM")
        long kafkaHeapBytes,

        @Setting(
                key = "sandbox.kafka.fsync",
                defaultValue = "false",
                meaning = "Makes the embedded Kafka flush every batch to disk before its receipt; without it a power "
                        + "failure can lose all events, replays and parked copies of the last half minute")
        boolean kafkaFsync,

        @Setting(
                key = "sandbox.redis.port",
                defaultValue = "16379",
                least = "1",
                most = "65535",
                meaning = "Loopback port of the embedded Redis")
        int redisPort,

        @Setting(
                key = "sandbox.redis.memory",
                defaultValue = "1GiB",
                least = "16MiB",
                meaning = "Maximum memory of the embedded Redis; at the limit Redis refuses writes")
        long redisMemoryBytes,

        @Setting(
                key = "sandbox.start.timeout",
                defaultValue = "120s",
                least = "1ms",
                most = "1d",
                meaning = "Maximum start time of a child process before the node restarts it")
        Duration startTimeout,

        @Setting(
                key = "sandbox.stop.timeout",
                defaultValue = "20s",
                least = "1ms",
                most = "1d",
                meaning = "Maximum time of an orderly stop before the node kills a child process")
        Duration stopTimeout,

        @Setting(
                key = "sandbox.restart.min",
                defaultValue = "250ms",
                least = "1ms",
                most = "1d",
                meaning = "First delay before the node restarts a dead child process; each failure doubles it")
        Duration restartMin,

        @Setting(
                key = "sandbox.restart.max",
                defaultValue = "15s",
                least = "1ms",
                most = "1d",
                meaning = "Maximum delay before the node restarts a dead child process")
        Duration restartMax) {

    public SandboxSettings {
        boolean sameController = controllerPort
                .filter(port -> port == kafkaPort || port == redisPort)
                .isPresent();
        if (kafkaPort == redisPort || sameController) {
            throw new IllegalArgumentException(
                    "sandbox.kafka.port, sandbox.kafka.controllerPort and sandbox.redis.port must differ, but are "
                            + kafkaPort + ", "
                            + controllerPort.map(String::valueOf).orElse("not set") + " and " + redisPort);
        }
        if (restartMax.compareTo(restartMin) < 0) {
            throw new IllegalArgumentException("sandbox.restart.max must be at least sandbox.restart.min (" + restartMin
                    + "), but is " + restartMax);
        }
    }
}
