package dev.playhead.kafka;

import dev.playhead.event.Partition;
import dev.playhead.group.Mirror;
import dev.playhead.kafka.append.KafkaEventLog;
import dev.playhead.kafka.append.ProducerMeters;
import dev.playhead.kafka.client.ClientConfigs;
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
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Opens everything that one node has on one Kafka and closes it again; blocks while it does, so neither belongs on an
 * event loop.
 */
public final class KafkaStore implements AutoCloseable {
    private static final String TOPICS_JOURNAL = "playhead.topics";
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final KafkaSettings settings;
    private final ClientConfigs configs;
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
        this.configs = new ClientConfigs(settings, bootstrapServers);
        this.outage = outage;
        this.admin = Admin.create(configs.admin());
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
                        configs.producer(topicSettings.maxRecordBytes()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())),
                ends,
                probe::up,
                settings.appendPause(),
                outage);
        this.reader = new KafkaLogReader(admin, configs.reader(), readerSettings, meters, topics::current);
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
                configs.journalProducer(maxJournalRecord, outage),
                new KafkaJournal.Access(
                        configs::journalConsumer,
                        () -> journalTopic(topic),
                        () -> KafkaOffsets.bounds(admin, List.of(only))
                                .map(bounds -> bounds.get(0).end()),
                        settings.requestTimeout()));
    }

    private Future<Void> journalTopic(String name) {
        return creation.makeJournal(name);
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
