package dev.playhead.kafka.client;

import dev.playhead.event.Partition;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/**
 * Compares the replicas of a partition by the producer state of each: a leader may have records that no reader sees
 * yet. Stateless, any thread.
 */
public final class KafkaReplicas {

    private KafkaReplicas() {}

    /**
     * Returns whether each in-sync replica has all present batches of the leader's producers, and no transaction is
     * open there. Fails if a replica does not answer.
     */
    public static Future<Boolean> agree(Admin admin, Partition partition) {
        TopicPartition asked = KafkaOffsets.kafka(partition);
        return KafkaFailures.future(
                        admin.describeTopics(List.of(partition.topic())).allTopicNames())
                .compose(topics -> {
                    TopicPartitionInfo found = Objects.requireNonNull(topics.get(partition.topic()))
                            .partitions()
                            .get(partition.index());
                    return found.leader() == null ? Future.succeededFuture(false) : agree(admin, asked, found);
                });
    }

    private static Future<Boolean> agree(Admin admin, TopicPartition partition, TopicPartitionInfo replicas) {
        return producers(admin, partition, replicas.leader()).compose(leading -> {
            if (leading.stream()
                    .anyMatch(each -> each.currentTransactionStartOffset().isPresent())) {
                return Future.succeededFuture(false);
            }
            List<Future<Boolean>> followers = replicas.isr().stream()
                    .filter(replica -> replica.id() != replicas.leader().id())
                    .map(replica -> producers(admin, partition, replica).map(following -> has(following, leading)))
                    .toList();
            return Future.all(followers).map(answered -> followers.stream().allMatch(Future::result));
        });
    }

    private static Future<List<ProducerState>> producers(Admin admin, TopicPartition partition, Node replica) {
        return KafkaFailures.future(admin.describeProducers(
                                List.of(partition), new DescribeProducersOptions().brokerId(replica.id()))
                        .partitionResult(partition))
                .map(found -> found.activeProducers());
    }

    /** Returns whether the follower has at least the last batch of each producer that the leader knows. */
    static boolean has(List<ProducerState> following, List<ProducerState> leading) {
        Map<Long, ProducerState> byId = new HashMap<>();
        following.forEach(each -> byId.put(each.producerId(), each));
        return leading.stream().allMatch(led -> {
            ProducerState own = byId.get(led.producerId());
            return own != null
                    && (own.producerEpoch() > led.producerEpoch()
                            || own.producerEpoch() == led.producerEpoch() && own.lastSequence() >= led.lastSequence());
        });
    }
}
