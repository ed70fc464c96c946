package dev.playhead.kafka.client;

import dev.playhead.settings.Address;
import dev.playhead.settings.Secret;
import dev.playhead.settings.Setting;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Sets the addresses of Kafka and the limits of its clients. */
public record KafkaSettings(
        @Setting(
                key = "kafka.bootstrap.servers",
                meaning = "Kafka bootstrap servers, host:port[,host:port]; without them the node starts the embedded "
                        + "Kafka")
        Optional<String> bootstrapServers,

        @Setting(
                key = "kafka.appendPause",
                defaultValue = "2ms",
                least = "0s",
                most = "1s",
                meaning = "Time that the node collects appends into a batch; a single append or a large batch does "
                        + "not wait; 0s disables the pause")
        Duration appendPause,

        @Setting(
                key = "kafka.batchBytes",
                defaultValue = "128KiB",
                least = "1KiB",
                meaning = "Maximum batch size per partition")
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
                meaning = "Memory for unacknowledged batches; set it well above ingest.maxBytes")
        long bufferBytes,

        @Setting(
                key = "kafka.requestTimeout",
                defaultValue = "10s",
                least = "1ms",
                most = "1h",
                meaning = "Maximum time of a Kafka request before the client repeats it")
        Duration requestTimeout,

        @Setting(
                key = "kafka.rack",
                meaning = "Rack of this node, as in broker.rack; with RackAwareReplicaSelector on the brokers the "
                        + "node reads old events from its own rack")
        Optional<String> rack,

        @Setting(
                key = "kafka.probe",
                defaultValue = "1s",
                least = "1ms",
                most = "1h",
                meaning = "Interval between health checks of Kafka")
        Duration probe,

        @Setting(
                key = "kafka.properties",
                meaning = "Properties for all Kafka clients of the node, such as security.protocol, sasl.* and ssl.*: "
                        + "the path of a properties file; kafka.properties.NAME gives one of them and wins over the "
                        + "file")
        Map<String, Secret> properties) {

    private static final Pattern PROTOCOL = Pattern.compile("^[A-Z_]+://");

    public KafkaSettings {
        bootstrapServers.ifPresent(KafkaSettings::servers);
        if (bufferBytes < 4L * batchBytes) {
            throw new IllegalArgumentException("kafka.bufferBytes takes at least four times kafka.batchBytes");
        }
        ClientProperties.check(properties);
    }

    /** Returns whether the clients speak TLS. */
    public boolean usesTls() {
        return ClientProperties.protocol(properties).contains("SSL");
    }

    /**
     * Reads bootstrap servers; each may begin with a listener name such as {@code SSL://}, because Kafka's clients
     * accept it.
     */
    public static List<Address> servers(String servers) {
        return Arrays.stream(servers.split(",", -1))
                .map(server -> Address.of(
                        "kafka.bootstrap.servers",
                        PROTOCOL.matcher(server.strip()).replaceFirst("")))
                .toList();
    }
}
