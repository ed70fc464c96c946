package dev.playhead.kafka;

import dev.playhead.event.Partition;
import dev.playhead.group.Mirror;
import dev.playhead.kafka.append.KafkaEventLog;
import dev.playhead.kafka.append.ProducerMeters;
import dev.playhead.kafka.client.KafkaOffsets;
import dev.playhead.kafka.client.KafkaSettings;
import dev.playhead.kafka.client.KnownEnds;
import dev.playhead.kafka.journal.KafkaJournal;
import dev.playhead.kafka.read.KafkaLogReader;
import dev.playhead.kafka.read.ReaderSettings;
import dev.playhead.log.EventLog;
import dev.playhead.log.Journal;
import dev.playhead.log.LogReader;
import dev.playhead.log.Topics;
import dev.playhead.metrics.Meters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Opens everything that one node has on one Kafka and closes it again; blocks while it does, so neither belongs on an
 * event loop.
 */
public final class KafkaStore implements AutoCloseable {
    private static final String TOPICS_JOURNAL = "playhead.topics";
    private static final Duration CLOSING = Duration.ofSeconds(5);

    /**
     * The pause between retries, the same for every attempt. With a growing pause, Kafka's clients draw it anew at each
     * check of their metadata. By one value metadata is due and they stop sending; by the next it is not, and they wait
     * up to a fifth of the pause. They ask for a deleted topic until it has been idle for five minutes. Meanwhile this
     * would delay appends to all other topics.
     */
    private static final int RETRY_BACKOFF_MS = 100;

    private final Vertx vertx;
    private final KafkaSettings settings;
    private final String bootstrapServers;
    private final Duration outage;
    private final Admin admin;
    private final KafkaProbe probe;
    private final TopicCreation creation;
    private final KafkaTopics topics;
    private final ConcurrentMap<String, KafkaJournal> journals = new ConcurrentHashMap<>();
    private final int maxJournalRecord;
    private final KafkaMirror mirror;
    private final KafkaEventLog eventLog;
    private final KafkaLogReader reader;
    private final long refreshTimer;

    /**
     * @param outage the time that appends wait for an unavailable Kafka before their outcome is unknown
     * @param listener takes each change of Kafka's availability, with the reason; any thread
     */
    public KafkaStore(
            Vertx vertx,
            KafkaSettings settings,
            TopicSettings topicSettings,
            ReaderSettings readerSettings,
            String bootstrapServers,
            Duration outage,
            Meters meters,
            BiConsumer<Boolean, String> listener) {
        this.vertx = vertx;
        this.settings = settings;
        this.bootstrapServers = bootstrapServers;
        this.outage = outage;
        this.admin = Admin.create(adminConfig());
        this.probe = new KafkaProbe(vertx, admin, settings.probe(), listener);
        this.maxJournalRecord = topicSettings.maxJournalRecord();
        KnownEnds ends = new KnownEnds();
        this.mirror = new KafkaMirror(admin);
        KafkaJournal windows = made(TOPICS_JOURNAL);
        this.journals.put(TOPICS_JOURNAL, windows);
        TopicChanges changes = new TopicChanges(admin, topicSettings.leastSegment(settings.batchBytes()));
        this.creation = new TopicCreation(admin, windows, topicSettings, changes);
        TopicDiscovery discovery = new TopicDiscovery(vertx, admin, windows, ends, topicSettings.settle());
        Duration patience = settings.requestTimeout().multipliedBy(2);
        this.topics = new KafkaTopics(admin, discovery, creation, changes, topicSettings, patience);
        ProducerMeters producers = new ProducerMeters(meters);
        this.eventLog = new KafkaEventLog(
                () -> producers.of(new KafkaProducer<>(
                        producerConfig(topicSettings), new ByteArraySerializer(), new ByteArraySerializer())),
                ends,
                probe::up,
                settings.appendPause(),
                outage);
        this.reader = new KafkaLogReader(admin, readerConfig(), readerSettings, meters, topics::current);
        discovery.whenGone(reader::forget);
        this.refreshTimer = vertx.setPeriodic(topicSettings.refresh().toMillis(), tick -> discovery.refresh());
    }

    public Topics topics() {
        return topics;
    }

    public Mirror mirror() {
        return mirror;
    }

    public EventLog eventLog() {
        return eventLog;
    }

    public LogReader reader() {
        return reader;
    }

    /** Opens the journal in its own compacted topic, and makes a missing topic; the store closes it. */
    public Journal journal(String topic) {
        return journals.computeIfAbsent(topic, this::made);
    }

    /** Word from elsewhere that Kafka is gone: appends are refused from now until it answers again. */
    public void suspect(String reason) {
        probe.suspect(reason);
    }

    private KafkaJournal made(String topic) {
        Partition only = new Partition(topic, 0);
        return new KafkaJournal(
                vertx,
                topic,
                maxJournalRecord,
                journalProducerConfig(),
                new KafkaJournal.Access(
                        this::journalConsumerConfig,
                        () -> journalTopic(topic),
                        () -> KafkaOffsets.bounds(admin, List.of(only))
                                .map(bounds -> bounds.get(0).end()),
                        settings.requestTimeout()));
    }

    private Future<Void> journalTopic(String name) {
        return creation.makeJournal(name);
    }

    private Map<String, Object> common() {
        Map<String, Object> config = new HashMap<>();
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

    private Map<String, Object> readerConfig() {
        Map<String, Object> config = common();
        settings.rack().ifPresent(rack -> config.put(ConsumerConfig.CLIENT_RACK_CONFIG, rack));
        return config;
    }

    private Map<String, Object> adminConfig() {
        Map<String, Object> config = common();
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int)
                settings.requestTimeout().toMillis());
        return config;
    }

    private Map<String, Object> producerConfig(TopicSettings topicSettings) {
        Map<String, Object> config = common();
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
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, topicSettings.maxRecordBytes());
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1000);
        // Every event has its partition; the producer's statistics for its own choice would be garbage at every check
        config.put(ProducerConfig.PARTITIONER_ADPATIVE_PARTITIONING_ENABLE_CONFIG, false);
        return config;
    }

    private Map<String, String> journalProducerConfig() {
        Map<String, String> config = strings(common());
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(maxJournalRecord));
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class.getName());
        config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, StringSerializer.class.getName());
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Long.toString(outage.toMillis()));
        config.put(
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                Long.toString(settings.requestTimeout().toMillis()));
        return config;
    }

    private Map<String, String> journalConsumerConfig() {
        Map<String, String> config = strings(common());
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

    private static Map<String, String> strings(Map<String, Object> config) {
        Map<String, String> texts = new HashMap<>();
        config.forEach((key, value) -> texts.put(key, value.toString()));
        return texts;
    }

    /** Finishes the appends under way, then closes; bounded by the outage that appends wait for. */
    @Override
    public void close() {
        vertx.cancelTimer(refreshTimer);
        eventLog.close();
        reader.close();
        probe.close();
        journals.values().forEach(KafkaJournal::close);
        admin.close(CLOSING);
    }
}
