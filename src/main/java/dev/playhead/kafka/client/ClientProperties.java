package dev.playhead.kafka.client;

import dev.playhead.settings.Secret;
import dev.playhead.settings.Spelling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * Decides which of {@code kafka.properties} a Kafka client takes: how it connects and proves itself. All other properties
 * of Kafka's clients stay as Playhead sets them. Stateless, any thread.
 */
final class ClientProperties {
    private static final String KEY = "kafka.properties.";

    /** Kafka's clients resolve values such as {@code ${file:…}} by these. */
    static final String PROVIDERS = "config.providers";

    private static final List<String> FAMILIES = List.of("security.", "sasl.", "ssl.", PROVIDERS);

    private static final List<String> OTHERS = List.of(
            "client.dns.lookup",
            "connections.max.idle.ms",
            "compression.gzip.level",
            "compression.lz4.level",
            "compression.zstd.level",
            "metadata.max.age.ms",
            "metadata.recovery.rebootstrap.trigger.ms",
            "metadata.recovery.strategy",
            "metrics.num.samples",
            "metrics.recording.level",
            "metrics.sample.window.ms",
            "send.buffer.bytes",
            "socket.connection.setup.timeout.max.ms",
            "socket.connection.setup.timeout.ms");

    /** The settings of Playhead by the property that each of them sets. */
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("batch.size", "kafka.batchBytes"),
            Map.entry("bootstrap.servers", "kafka.bootstrap.servers"),
            Map.entry("buffer.memory", "kafka.bufferBytes"),
            Map.entry("client.rack", "kafka.rack"),
            Map.entry("compression.type", "kafka.compression"),
            Map.entry("default.api.timeout.ms", "kafka.requestTimeout"),
            Map.entry("delivery.timeout.ms", "ingest.outage"),
            Map.entry("linger.ms", "kafka.appendPause"),
            Map.entry("max.partition.fetch.bytes", "reader.fetchBytes"),
            Map.entry("max.request.size", "topics.maxRecordBytes"),
            Map.entry("request.timeout.ms", "kafka.requestTimeout"));

    private static final Map<String, ConfigDef.ConfigKey> KNOWN = known();

    private ClientProperties() {}

    private static Map<String, ConfigDef.ConfigKey> known() {
        Map<String, ConfigDef.ConfigKey> known = new HashMap<>();
        Stream.of(ProducerConfig.configDef(), ConsumerConfig.configDef(), AdminClientConfig.configDef())
                .forEach(definition -> known.putAll(definition.configKeys()));
        return known;
    }

    /** @throws IllegalArgumentException with a sentence for each property that cannot work */
    static void check(Map<String, Secret> properties) {
        List<String> faults = new ArrayList<>();
        new TreeMap<>(properties)
                .forEach((name, value) -> fault(name, value.read(), properties).ifPresent(faults::add));
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", faults));
        }
    }

    private static Optional<String> fault(String name, String value, Map<String, Secret> properties) {
        if (name.startsWith(PROVIDERS)) {
            return Optional.empty();
        }
        ConfigDef.ConfigKey known = KNOWN.get(name);
        if (known == null) {
            return Optional.of(KEY + name + " is not a property of Kafka's clients"
                    + Spelling.nearest(name, KNOWN.keySet().stream().filter(ClientProperties::isTaken))
                            .map(near -> "; did you mean " + near + "?")
                            .orElse("; it takes security.*, sasl.*, ssl.* and " + String.join(", ", OTHERS)));
        }
        if (!isTaken(name)) {
            return Optional.of(KEY + name + " is set by Playhead itself"
                    + Optional.ofNullable(SETTINGS.get(name))
                            .map(setting -> "; use " + setting)
                            .orElse(", because its promises depend on it; remove it"));
        }
        return refusedValue(known, value).or(() -> withoutEffect(name, properties));
    }

    private static boolean isTaken(String name) {
        return OTHERS.contains(name) || FAMILIES.stream().anyMatch(name::startsWith);
    }

    /** Returns Kafka's own fault of a value. Kafka hides the values of passwords in it. */
    private static Optional<String> refusedValue(ConfigDef.ConfigKey known, String value) {
        if (value.contains("${")) {
            return Optional.empty();
        }
        try {
            Object parsed = ConfigDef.parseType(known.name, value, known.type);
            if (known.validator != null) {
                known.validator.ensureValid(known.name, parsed);
            }
            return Optional.empty();
        } catch (ConfigException refused) {
            return Optional.of(KEY + known.name + ": " + refused.getMessage());
        }
    }

    /** A property of TLS or SASL does nothing on a connection without it: the node would seem to be secured. */
    private static Optional<String> withoutEffect(String name, Map<String, Secret> properties) {
        String protocol = protocol(properties);
        if (name.startsWith("ssl.") && !protocol.contains("SSL")) {
            return Optional.of(KEY + name + " has no effect, because security.protocol is " + protocol
                    + "; set kafka.properties.security.protocol to SSL or SASL_SSL");
        }
        if (name.startsWith("sasl.") && !protocol.contains("SASL")) {
            return Optional.of(KEY + name + " has no effect, because security.protocol is " + protocol
                    + "; set kafka.properties.security.protocol to SASL_SSL");
        }
        return Optional.empty();
    }

    static String protocol(Map<String, Secret> properties) {
        Secret protocol = properties.get("security.protocol");
        return protocol == null ? "PLAINTEXT" : protocol.read().strip().toUpperCase(Locale.ROOT);
    }
}
