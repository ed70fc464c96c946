package dev.playhead.kafka;

import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.kafka.client.KafkaFailures;
import dev.playhead.log.Journal;
import dev.playhead.log.Topics.Retention;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/** Makes topics in Kafka, those of clients and those of journals. Any thread. */
final class TopicCreation {
    private final Admin admin;
    private final Journal journal;
    private final TopicSettings settings;
    private final TopicChanges changes;

    TopicCreation(Admin admin, Journal journal, TopicSettings settings, TopicChanges changes) {
        this.admin = admin;
        this.journal = journal;
        this.settings = settings;
        this.changes = changes;
    }

    /** Makes the topic; completes with false if another client was faster. Fails if Kafka refuses the topic. */
    Future<Boolean> make(String name, int partitions, boolean window, Retention retention) {
        NewTopic wanted =
                new NewTopic(name, Optional.of(partitions), replication()).configs(eventTopicConfig(retention));
        CreateTopicsOptions asking = new CreateTopicsOptions().validateOnly(true);
        // A topic that Kafka refuses leaves no setting behind. The window's setting comes before the topic: a node that
        // sees the topic then sees its window too. A deleted topic leaves its setting: another node may be making the
        // topic again.
        return KafkaFailures.future(admin.createTopics(List.of(wanted), asking).all())
                .compose(allowed -> journal.put(name, window ? TopicDiscovery.WINDOW_ON : TopicDiscovery.WINDOW_OFF))
                .compose(written ->
                        KafkaFailures.future(admin.createTopics(List.of(wanted)).all()))
                .map(true)
                .recover(failure -> notMade(name, KafkaFailures.cause(failure)));
    }

    private Future<Boolean> notMade(String name, Throwable cause) {
        if (cause instanceof TopicExistsException) {
            return Future.succeededFuture(false);
        }
        RefusedException refused = KafkaFailures.refused(cause);
        return cause instanceof InvalidTopicException
                ? collision(name).compose(other -> Future.failedFuture(other == null ? refused : collides(name, other)))
                : Future.failedFuture(refused);
    }

    /** The topic that Kafka cannot tell from this one: its meters have one character for both dot and underscore. */
    private Future<@Nullable String> collision(String name) {
        String unified = name.replace('.', '_');
        return KafkaFailures.future(admin.listTopics(new ListTopicsOptions().listInternal(true))
                        .names())
                .recover(failure -> Future.failedFuture(KafkaFailures.refused(failure)))
                .<@Nullable String>map(names -> names.stream()
                        .filter(other ->
                                !other.equals(name) && other.replace('.', '_').equals(unified))
                        .findFirst()
                        .orElse(null));
    }

    private static RefusedException collides(String name, String other) {
        return Problem.TOPIC_COLLIDES
                .because("The topic " + other + " exists, and Kafka does not allow " + name
                        + " as well: the names differ only in . and _")
                .asException();
    }

    /** Makes a compacted topic of one partition for a journal, unless it exists. */
    Future<Void> makeJournal(String name) {
        NewTopic wanted = new NewTopic(name, Optional.of(1), replication()).configs(journalTopicConfig());
        return KafkaFailures.future(admin.createTopics(List.of(wanted)).all())
                .recover(failure -> KafkaFailures.cause(failure) instanceof TopicExistsException
                        ? Future.succeededFuture()
                        : Future.failedFuture(KafkaFailures.refused(failure)));
    }

    private Optional<Short> replication() {
        return settings.replication() == -1 ? Optional.empty() : Optional.of((short) settings.replication());
    }

    private Map<String, String> eventTopicConfig(Retention retention) {
        Map<String, String> config = new HashMap<>();
        config.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
        config.put(TopicConfig.RETENTION_MS_CONFIG, "-1");
        config.put(TopicConfig.RETENTION_BYTES_CONFIG, "-1");
        config.put(TopicConfig.CLEANUP_POLICY_CONFIG, "delete");
        config.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(settings.maxRecordBytes()));
        config.putAll(changes.config(retention));
        return config;
    }

    /** Small segments, cleaned early: every node reads a journal whole when it starts. */
    private Map<String, String> journalTopicConfig() {
        return Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG, "compact",
                TopicConfig.RETENTION_MS_CONFIG, "-1",
                TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(settings.journalSegment()),
                TopicConfig.SEGMENT_MS_CONFIG, "3600000",
                TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.1",
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(settings.maxJournalRecord()));
    }
}
