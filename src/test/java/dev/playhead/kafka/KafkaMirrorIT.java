package dev.playhead.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Partition;
import dev.playhead.group.Mirror;
import dev.playhead.testing.KafkaTopicMaker;
import dev.playhead.testing.RealStores;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cursors as Kafka's own interface tells them. */
@Timeout(120)
final class KafkaMirrorIT {
    private static final String TOPIC = "mirrored" + Long.toString(System.nanoTime(), 36);
    private static final String GROUP = "of" + TOPIC;

    private final Admin admin =
            Admin.create(Map.of("bootstrap.servers", RealStores.shared().bootstrapServers()));
    private final Mirror mirror = new KafkaMirror(admin);

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void shouldBeKafkasOwnOffsetsWhenShownAndNothingWhenForgotten() throws Exception {
        KafkaTopicMaker.make(admin, new NewTopic(TOPIC, Optional.of(2), Optional.empty()));

        done(mirror.show(GROUP, Map.of(new Partition(TOPIC, 0), 7L, new Partition(TOPIC + "gone", 0), 1L)));
        done(mirror.show(GROUP, Map.of(new Partition(TOPIC, 1), 9L)));

        assertThat(offset(0)).isEqualTo(7);
        assertThat(offset(1)).isEqualTo(9);
        assertThat(admin.listConsumerGroups().all().get(30, TimeUnit.SECONDS))
                .anyMatch(group -> group.groupId().equals("playhead." + GROUP));

        done(mirror.forget(GROUP));
        done(mirror.forget(GROUP));
        assertThat(admin.listConsumerGroups().all().get(30, TimeUnit.SECONDS))
                .noneMatch(group -> group.groupId().equals("playhead." + GROUP));
    }

    private long offset(int partition) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets("playhead." + GROUP)
                .partitionsToOffsetAndMetadata()
                .get(30, TimeUnit.SECONDS);
        return offsets.get(new TopicPartition(TOPIC, partition)).offset();
    }

    private static void done(Future<Void> future) throws Exception {
        future.await(30, TimeUnit.SECONDS);
    }
}
