package dev.playhead.load.kafka;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/** Owns an admin client on the broker under test: makes, counts and deletes topics; used by the main thread. */
public final class BrokerTopics implements AutoCloseable {
    private static final long SECONDS = 30;

    private final Admin admin;

    public BrokerTopics(String bootstrap) {
        this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap));
    }

    /** Makes a topic as a node makes its own: the log's append time, one replica. */
    public void create(String topic, int partitions) throws IOException, InterruptedException {
        NewTopic wanted = new NewTopic(topic, partitions, (short) 1)
                .configs(Map.of("message.timestamp.type", "LogAppendTime", "retention.ms", "-1"));
        await(admin.createTopics(List.of(wanted)).all());
    }

    /**
     * The broker deletes the files of deleted topics soon, and not a minute later, in the middle of another row. To be
     * called where the broker is there for the benchmark alone.
     */
    public void deleteFilesSoon() throws IOException, InterruptedException {
        ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, "");
        AlterConfigOp soon =
                new AlterConfigOp(new ConfigEntry("log.segment.delete.delay.ms", "100"), AlterConfigOp.OpType.SET);
        await(admin.incrementalAlterConfigs(Map.of(broker, List.of(soon))).all());
    }

    public void delete(String topic) throws IOException, InterruptedException {
        await(admin.deleteTopics(List.of(topic)).all());
    }

    /** How many records the topic holds; nobody writes it in transactions, so offsets count them. */
    public long count(String topic) throws IOException, InterruptedException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (TopicDescription description :
                await(admin.describeTopics(List.of(topic)).allTopicNames()).values()) {
            description
                    .partitions()
                    .forEach(info -> ends.put(new TopicPartition(topic, info.partition()), OffsetSpec.latest()));
        }
        long count = 0;
        for (ListOffsetsResultInfo end : await(admin.listOffsets(ends).all()).values()) {
            count += end.offset();
        }
        return count;
    }

    private static <T> T await(KafkaFuture<T> future) throws IOException, InterruptedException {
        try {
            return future.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the broker did not answer well: " + e, e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
