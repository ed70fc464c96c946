package dev.playhead.load.kafka;

import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** The producer settings of every reference, so that the tool and the bare client are the same producer. */
final class ProducerSettings {
    static final Map<String, String> FIGURES = new TreeMap<>(Map.of(
            "batch.size", "131072",
            "linger.ms", "5",
            "compression.type", "lz4",
            "acks", "all",
            "enable.idempotence", "true"));

    private ProducerSettings() {}

    static Properties with(String bootstrap) {
        Properties properties = new Properties();
        properties.putAll(FIGURES);
        properties.put("bootstrap.servers", bootstrap);
        return properties;
    }
}
