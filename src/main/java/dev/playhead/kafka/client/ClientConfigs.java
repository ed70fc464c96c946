package dev.playhead.kafka.client;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Builds the configuration of every Kafka client of a node: first {@code kafka.properties}, each for the clients that know
 * it, and over these the properties that Playhead's promises depend on. Immutable, any thread.
 */
public final class ClientConfigs {
    /**
     * The pause between retries, the same for every attempt. With a growing pause, Kafka's clients draw it anew at each
     * check of their metadata. By one value metadata is due and they stop sending; by the next it is not, and they wait
     * up to a fifth of the pause. They ask for a deleted topic until it has been idle for five minutes. Meanwhile this
     * would delay appends to all other topics.
     */
    private static final int RETRY_BACKOFF_MS = 100;

    private final KafkaSettings settings;
    private final String bootstrapServers;
    private final Map<String, String> properties;

    public ClientConfigs(KafkaSettings settings, String bootstrapServers) {
        this.settings = settings;
        this.bootstrapServers = bootstrapServers;
        this.properties = settings.properties().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> entry.getValue().read()));
    }

    /**
     * Opens and closes a client if there are {@code kafka.properties}: it reads the certificates, the keys and the login, and needs
     * no answer of Kafka. Blocks.
     *
     * @throws IllegalArgumentException with Kafka's reason for refusing them, without secrets
     */
    public void require() {
        if (properties.isEmpty()) {
            return;
        }
        String login = properties.get(SaslConfigs.SASL_JAAS_CONFIG);
        if (login != null && !login.contains("${")) {
            requireLogin(login);
        }
        try {
            Admin.create(admin()).close(Duration.ZERO);
        } catch (KafkaException refused) {
            throw new IllegalArgumentException(
                    "kafka.properties do not work with Kafka's client: " + reasons(refused), refused);
        }
    }

    /** Kafka's own message may quote a part of the line, and the line has the password. */
    private static void requireLogin(String login) {
        try {
            JaasContext.loadClientContext(Map.of(SaslConfigs.SASL_JAAS_CONFIG, new Password(login)));
        } catch (RuntimeException malformed) {
            throw new IllegalArgumentException(
                    "kafka.properties.sasl.jaas.config takes a login module with its options,"
                            + " such as org.apache.kafka.common.security.scram.ScramLoginModule required username=\"…\""
                            + " password=\"…\"; but Kafka cannot read it: look at its quotes and at the semicolon at its end");
        }
    }

    private static String reasons(Throwable refused) {
        return Stream.iterate(refused, cause -> cause != null, Throwable::getCause)
                .map(cause -> String.valueOf(cause.getMessage()))
                .distinct()
                .collect(Collectors.joining(": "));
    }

    /** Configures the client of topics, offsets and the state of the cluster. */
    public Map<String, Object> admin() {
        Map<String, Object> config = common(AdminClientConfig.configNames());
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int)
                settings.requestTimeout().toMillis());
        return config;
    }

    /** Configures the consumers of the log; the reader adds how they read. */
    public Map<String, Object> reader() {
        Map<String, Object> config = common(ConsumerConfig.configNames());
        settings.rack().ifPresent(rack -> config.put(ConsumerConfig.CLIENT_RACK_CONFIG, rack));
        return config;
    }

    /** Configures the producer of events. */
    public Map<String, Object> producer(int maxRecordBytes) {
        Map<String, Object> config = common(ProducerConfig.configNames());
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        config.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
        // A broker that was killed knows of each producer only the last batch of a partition when it is back. Were more
        // in flight, it would not know the one before as a repetition: the producer would begin a new epoch and store
        // both twice
        config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, settings.batchBytes());
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, settings.compression());
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, settings.bufferBytes());
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, maxRecordBytes);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1000);
        // Every event has its partition; the producer's statistics for its own choice would be garbage at every check
        config.put(ProducerConfig.PARTITIONER_ADPATIVE_PARTITIONING_ENABLE_CONFIG, false);
        return config;
    }

    /**
     * Configures the writer of a journal.
     *
     * @param outage the time after which a put fails
     */
    public Map<String, String> journalProducer(int maxRecordBytes, Duration outage) {
        Map<String, String> config = strings(common(ProducerConfig.configNames()));
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(maxRecordBytes));
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class.getName());
        config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, StringSerializer.class.getName());
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Long.toString(outage.toMillis()));
        config.put(
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                Long.toString(settings.requestTimeout().toMillis()));
        return config;
    }

    /** Configures the reader of a journal, without a group. */
    public Map<String, String> journalConsumer() {
        Map<String, String> config = strings(common(ConsumerConfig.configNames()));
        config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class.getName());
        config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class.getName());
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                Long.toString(settings.requestTimeout().toMillis()));
        return config;
    }

    private Map<String, Object> common(Set<String> known) {
        Map<String, Object> config = new HashMap<>();
        properties.forEach((name, value) -> {
            if (known.contains(name) || name.startsWith(ClientProperties.PROVIDERS)) {
                config.put(name, value);
            }
        });
        config.put("bootstrap.servers", bootstrapServers);
        config.put("client.id", "playhead");
        config.put("request.timeout.ms", (int) settings.requestTimeout().toMillis());
        config.put("reconnect.backoff.ms", 50);
        config.put("reconnect.backoff.max.ms", 1000);
        config.put("retry.backoff.ms", RETRY_BACKOFF_MS);
        config.put("retry.backoff.max.ms", RETRY_BACKOFF_MS);
        config.put("metric.reporters", "");
        config.put("enable.metrics.push", false);
        return config;
    }

    private static Map<String, String> strings(Map<String, Object> config) {
        Map<String, String> texts = new HashMap<>();
        config.forEach((key, value) -> texts.put(key, value.toString()));
        return texts;
    }
}
