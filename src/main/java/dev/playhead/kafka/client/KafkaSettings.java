package dev.playhead.kafka.client;

import dev.playhead.settings.Setting;
import java.time.Duration;
import java.util.Optional;

/** How this node talks to Kafka. */
public record KafkaSettings(
        @Setting(
                key = "kafka.bootstrap.servers",
                meaning = "Kafka to use, host:port[,host:port]; not given: the sandbox's own, as a child process")
        Optional<String> bootstrapServers,

        @Setting(
                key = "kafka.appendPause",
                defaultValue = "2ms",
                least = "0s",
                most = "1s",
                meaning =
                        "How long after some appends the next ones are gathered before they are sent, unless there are "
                                + "hundreds; one that comes alone waits for nobody. 0s: nobody waits")
        Duration appendPause,

        @Setting(
                key = "kafka.batchBytes",
                defaultValue = "128KiB",
                least = "1KiB",
                meaning = "Largest batch of one partition")
        int batchBytes,

        @Setting(
                key = "kafka.compression",
                defaultValue = "snappy",
                meaning = "Compression of the log: none, lz4, zstd, snappy, gzip")
        String compression,

        @Setting(
                key = "kafka.bufferBytes",
                defaultValue = "192MiB",
                least = "4KiB",
                meaning = "Memory for batches not yet acknowledged; keep it well above ingest.maxBytes")
        long bufferBytes,

        @Setting(
                key = "kafka.requestTimeout",
                defaultValue = "10s",
                least = "1ms",
                most = "1h",
                meaning = "How long one request to Kafka may take before it is sent again")
        Duration requestTimeout,

        @Setting(
                key = "kafka.rack",
                meaning = "Where this node stands, as broker.rack says it of brokers: old events are then read from a "
                        + "copy that stands there too, where the brokers have RackAwareReplicaSelector")
        Optional<String> rack,

        @Setting(
                key = "kafka.probe",
                defaultValue = "1s",
                least = "1ms",
                most = "1h",
                meaning = "How often Kafka is asked whether it is there")
        Duration probe) {

    public KafkaSettings {
        if (bufferBytes < 4L * batchBytes) {
            throw new IllegalArgumentException("kafka.bufferBytes takes at least four times kafka.batchBytes");
        }
    }
}
