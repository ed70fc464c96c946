package dev.playhead.kafka;

import dev.playhead.kafka.client.KafkaFailures;
import dev.playhead.log.Topics.Retention;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Reads and changes the retention of topics in Kafka, adds partitions, and deletes topics. Any thread.
 *
 * <p>Kafka removes whole segments: the one that it writes to goes when its last record may go. So a topic with a limit gets
 * segments of an eighth of it. A segment is never smaller than the largest batch, or Kafka would refuse that batch for ever.
 */
final class TopicChanges {
    private static final int SEGMENTS = 8;
    private static final long LEAST_SEGMENT_MILLIS = 60_000;
    private static final long MOST_SEGMENT_MILLIS = Duration.ofDays(7).toMillis();
    private static final long MOST_SEGMENT_BYTES = 1 << 30;

    private final Admin admin;
    private final int leastSegment;

    /** @param leastSegment the minimum bytes of a segment */
    TopicChanges(Admin admin, int leastSegment) {
        this.admin = admin;
        this.leastSegment = leastSegment;
    }

    Future<Retention> retention(String name) {
        ConfigResource resource = resource(name);
        return KafkaFailures.future(admin.describeConfigs(List.of(resource)).all())
                .map(configs -> retention(Objects.requireNonNull(configs.get(resource))))
                .recover(failure -> Future.failedFuture(KafkaFailures.refused(failure)));
    }

    /** Reads the retention of all of them at once, by name; those that Kafka does not know are left out. */
    Future<Map<String, Retention>> retentions(List<String> names) {
        Map<ConfigResource, KafkaFuture<Config>> asked = admin.describeConfigs(
                        names.stream().map(TopicChanges::resource).toList())
                .values();
        Map<String, Retention> found = new ConcurrentHashMap<>();
        List<Future<Void>> answers = asked.entrySet().stream()
                .map(entry -> KafkaFailures.future(entry.getValue())
                        .map(config -> retention(config))
                        .onSuccess(retention -> found.put(entry.getKey().name(), retention))
                        .<Void>mapEmpty()
                        .recover(failure -> KafkaFailures.cause(failure) instanceof UnknownTopicOrPartitionException
                                ? Future.succeededFuture()
                                : Future.failedFuture(KafkaFailures.refused(failure))))
                .toList();
        return Future.all(answers).map(found);
    }

    private static Retention retention(Config config) {
        boolean deletes = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value().contains("delete");
        return deletes
                ? new Retention(
                        limit(config, TopicConfig.RETENTION_MS_CONFIG),
                        limit(config, TopicConfig.RETENTION_BYTES_CONFIG))
                : new Retention(Retention.UNLIMITED, Retention.UNLIMITED);
    }

    private static long limit(Config config, String key) {
        return Math.max(Retention.UNLIMITED, Long.parseLong(config.get(key).value()));
    }

    /** Returns the settings of a topic in Kafka for the retention. */
    Map<String, String> config(Retention retention) {
        return config(retention, leastSegment);
    }

    static Map<String, String> config(Retention retention, int leastSegment) {
        Map<String, String> config = new HashMap<>();
        Long millis = retention.millis();
        if (millis != null) {
            long segment = millis < 0 ? MOST_SEGMENT_MILLIS : millis / SEGMENTS;
            config.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(millis));
            config.put(
                    TopicConfig.SEGMENT_MS_CONFIG,
                    Long.toString(Math.max(LEAST_SEGMENT_MILLIS, Math.min(MOST_SEGMENT_MILLIS, segment))));
        }
        Long bytes = retention.bytes();
        if (bytes != null) {
            long segment = bytes < 0 ? MOST_SEGMENT_BYTES : bytes / SEGMENTS;
            config.put(TopicConfig.RETENTION_BYTES_CONFIG, Long.toString(bytes));
            config.put(
                    TopicConfig.SEGMENT_BYTES_CONFIG,
                    Long.toString(Math.max(leastSegment, Math.min(MOST_SEGMENT_BYTES, segment))));
        }
        return config;
    }

    /** @param retention with a limit set */
    Future<Void> retain(String name, Retention retention) {
        List<AlterConfigOp> changes = new ArrayList<>();
        config(retention)
                .forEach((key, value) ->
                        changes.add(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET)));
        return asked(
                admin.incrementalAlterConfigs(Map.of(resource(name), changes)).all());
    }

    Future<Void> grow(String name, int partitions) {
        return asked(admin.createPartitions(Map.of(name, NewPartitions.increaseTo(partitions)))
                .all());
    }

    Future<Void> delete(String name) {
        return asked(admin.deleteTopics(List.of(name)).all());
    }

    private static Future<Void> asked(KafkaFuture<Void> answer) {
        return KafkaFailures.future(answer).recover(failure -> Future.failedFuture(KafkaFailures.refused(failure)));
    }

    private static ConfigResource resource(String name) {
        return new ConfigResource(ConfigResource.Type.TOPIC, name);
    }
}
