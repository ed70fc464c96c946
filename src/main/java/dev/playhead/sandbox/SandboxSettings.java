package dev.playhead.sandbox;

import dev.playhead.settings.Setting;
import java.nio.file.Path;
import java.time.Duration;

/** Where the embedded Kafka and Redis keep their data, where they listen, and how patiently they are started and stopped. */
public record SandboxSettings(
        @Setting(key = "data.dir", defaultValue = "data", meaning = "Directory of the embedded Kafka's and Redis' data")
        Path dataDirectory,

        @Setting(
                key = "sandbox.kafka.port",
                defaultValue = "19092",
                meaning = "Port of the embedded Kafka, on loopback")
        int kafkaPort,

        @Setting(
                key = "sandbox.kafka.controllerPort",
                defaultValue = "19093",
                meaning = "Port of the embedded Kafka's controller, on loopback")
        int controllerPort,

        @Setting(
                key = "sandbox.kafka.heap",
                defaultValue = "512MiB",
                meaning = "Largest heap of the embedded Kafka's JVM")
        long kafkaHeapBytes,

        @Setting(
                key = "sandbox.kafka.fsync",
                defaultValue = "false",
                meaning =
                        "Whether the embedded Kafka flushes every batch to disk, to survive a power failure too (slow)")
        boolean kafkaFsync,

        @Setting(
                key = "sandbox.redis.port",
                defaultValue = "16379",
                meaning = "Port of the embedded Redis, on loopback")
        int redisPort,

        @Setting(
                key = "sandbox.redis.memory",
                defaultValue = "1GiB",
                meaning = "Largest memory of the embedded Redis; when it is full, Redis refuses writes")
        long redisMemoryBytes,

        @Setting(
                key = "sandbox.start.timeout",
                defaultValue = "120s",
                meaning = "How long a child may take to serve before it is started again")
        Duration startTimeout,

        @Setting(
                key = "sandbox.stop.timeout",
                defaultValue = "20s",
                meaning = "How long a child may take to end in order before it is killed")
        Duration stopTimeout,

        @Setting(
                key = "sandbox.restart.min",
                defaultValue = "250ms",
                meaning = "First wait before a child that died is started again; doubled at each failure")
        Duration restartMin,

        @Setting(
                key = "sandbox.restart.max",
                defaultValue = "15s",
                meaning = "Longest wait before a child that died is started again")
        Duration restartMax) {
    private static final long MIB = 1024 * 1024;

    public SandboxSettings {
        requirePort("sandbox.kafka.port", kafkaPort);
        requirePort("sandbox.kafka.controllerPort", controllerPort);
        requirePort("sandbox.redis.port", redisPort);
        if (kafkaPort == controllerPort || kafkaPort == redisPort || controllerPort == redisPort) {
            throw new IllegalArgumentException(
                    "sandbox.kafka.port, sandbox.kafka.controllerPort and sandbox.redis.port must differ, but are "
                            + kafkaPort + ", " + controllerPort + " and " + redisPort);
        }
        requireAtLeast("sandbox.kafka.heap", kafkaHeapBytes, 128 * MIB);
        requireAtLeast("sandbox.redis.memory", redisMemoryBytes, 16 * MIB);
        requirePositive("sandbox.start.timeout", startTimeout);
        requirePositive("sandbox.stop.timeout", stopTimeout);
        requirePositive("sandbox.restart.min", restartMin);
        if (restartMax.compareTo(restartMin) < 0) {
            throw new IllegalArgumentException("sandbox.restart.max must be at least sandbox.restart.min (" + restartMin
                    + "), but is " + restartMax);
        }
    }

    private static void requirePort(String key, int port) {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException(key + " must be a port from 1 to 65535, but is " + port);
        }
    }

    private static void requireAtLeast(String key, long bytes, long least) {
        if (bytes < least) {
            throw new IllegalArgumentException(
                    key + " must be at least " + least / MIB + "MiB, but is " + bytes + " bytes");
        }
    }

    private static void requirePositive(String key, Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException(key + " must be above zero, but is " + time);
        }
    }
}
