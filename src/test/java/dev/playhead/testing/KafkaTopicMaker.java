package dev.playhead.testing;

import static dev.playhead.testing.Eventually.eventually;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * Makes topics as another client of Kafka does. Kafka answers once its controller has the topic, some moments before
 * the broker of a partition hosts it; a test that asks the broker once would meet that moment.
 */
public final class KafkaTopicMaker {
    private static final long SECONDS = 60;

    private KafkaTopicMaker() {}

    /** Returns the id of the new topic when the leader of each partition hosts it. */
    public static Uuid make(Admin admin, NewTopic topic)
            throws ExecutionException, InterruptedException, TimeoutException {
        CreateTopicsResult made = admin.createTopics(List.of(topic));
        Uuid id = made.topicId(topic.name()).get(SECONDS, TimeUnit.SECONDS);
        List<TopicPartition> partitions = IntStream.range(
                        0, made.numPartitions(topic.name()).get(SECONDS, TimeUnit.SECONDS))
                .mapToObj(index -> new TopicPartition(topic.name(), index))
                .toList();
        eventually("each leader hosts its partition of " + topic.name(), () -> {
            admin.describeProducers(partitions).all().get(SECONDS, TimeUnit.SECONDS);
            return true;
        });
        return id;
    }
}
