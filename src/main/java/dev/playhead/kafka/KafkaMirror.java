package dev.playhead.kafka;

import dev.playhead.event.Partition;
import dev.playhead.group.Mirror;
import dev.playhead.kafka.client.KafkaFailures;
import dev.playhead.kafka.client.KafkaOffsets;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConsumerGroupOffsetsResult;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Writes cursors as offsets of Kafka's consumer group {@code playhead.GROUP}, so that Kafka's own tools show the lag.
 * The consumer group never has a member. Any thread.
 */
final class KafkaMirror implements Mirror {
    private final Admin admin;

    KafkaMirror(Admin admin) {
        this.admin = admin;
    }

    @Override
    public Future<Void> show(String group, Map<Partition, Long> cursors) {
        if (cursors.isEmpty()) {
            return Future.succeededFuture();
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        cursors.forEach(
                (partition, cursor) -> offsets.put(KafkaOffsets.kafka(partition), new OffsetAndMetadata(cursor)));
        AlterConsumerGroupOffsetsResult answers = admin.alterConsumerGroupOffsets(name(group), offsets);
        return Future.join(offsets.keySet().stream()
                        .map(partition -> KafkaFailures.future(answers.partitionResult(partition))
                                .recover(failure -> unless(failure, UnknownTopicOrPartitionException.class)))
                        .toList())
                .mapEmpty();
    }

    @Override
    public Future<Void> forget(String group) {
        return KafkaFailures.future(
                        admin.deleteConsumerGroups(List.of(name(group))).all())
                .recover(failure -> unless(failure, GroupIdNotFoundException.class));
    }

    private static Future<Void> unless(Throwable failure, Class<? extends Throwable> fine) {
        return fine.isInstance(KafkaFailures.cause(failure))
                ? Future.succeededFuture()
                : Future.failedFuture(KafkaFailures.refused(failure));
    }

    private static String name(String group) {
        return "playhead." + group;
    }
}
