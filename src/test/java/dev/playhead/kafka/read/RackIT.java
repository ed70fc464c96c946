package dev.playhead.kafka.read;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Partition;
import dev.playhead.log.Read;
import dev.playhead.metrics.Meters;
import dev.playhead.testing.Brokers;
import dev.playhead.testing.KafkaTopicMaker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Who is read, on a real Kafka whose partition is led in one rack and copied to the other. */
final class RackIT {
    private static final TopicPartition PARTITION = new TopicPartition("racked", 0);
    private static final int RECORDS = 500;

    @Test
    void shouldReadOldEventsFromTheCopyInItsRackAndNewOnesFromTheLeader() throws Exception {
        try (Brokers brokers = new Brokers(2)) {
            Map<String, Object> client = Map.of("bootstrap.servers", brokers.bootstrapServers());
            try (Admin admin = Admin.create(client)) {
                fill(admin, client);
                Map<String, Object> there = Map.of(
                        "bootstrap.servers", brokers.bootstrapServers(), "client.rack", "rack-2", "client.id", "there");
                ReaderConsumers consumers = new ReaderConsumers(there, settings());

                try (Consumer<ByteBuffer, ByteBuffer> loads = consumers.forLoads();
                        Consumer<ByteBuffer, ByteBuffer> tails = consumers.forTails()) {
                    read(loads);
                    read(tails);

                    assertThat(preferredReplica(loads)).isEqualTo(2);
                    assertThat(preferredReplica(tails)).isEqualTo(-1);
                }
                shouldReadAll(admin, there);
            }
        }
    }

    private static void shouldReadAll(Admin admin, Map<String, Object> client) throws Exception {
        try (KafkaLogReader reader =
                new KafkaLogReader(admin, client, settings(), new Meters(new SimpleMeterRegistry()), topic -> {})) {
            int read = 0;
            while (read < RECORDS) {
                Read found = reader.read(new Partition(PARTITION.topic(), 0), read)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(60, TimeUnit.SECONDS);
                assertThat(found).isInstanceOf(Read.Loaded.class);
                read += ((Read.Loaded) found).block().count();
            }
            assertThat(read).isEqualTo(RECORDS);
        }
    }

    private static void fill(Admin admin, Map<String, Object> client) throws Exception {
        eventually("both brokers are there", () -> {
            try {
                return admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).size() == 2;
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException notYet) {
                return false;
            }
        });
        KafkaTopicMaker.make(admin, new NewTopic(PARTITION.topic(), Map.of(0, List.of(1, 2))));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int number = 0; number < RECORDS; number++) {
                producer.send(new ProducerRecord<>(PARTITION.topic(), 0, null, ("{\"n\":" + number + "}").getBytes()));
            }
        }
    }

    private static void read(Consumer<ByteBuffer, ByteBuffer> consumer) {
        consumer.assign(List.of(PARTITION));
        consumer.seek(PARTITION, 0);
        AtomicInteger read = new AtomicInteger();
        eventually(
                "the consumer has read all records",
                () -> read.addAndGet(consumer.poll(Duration.ofMillis(200)).count()) >= RECORDS);
        assertThat(read).hasValue(RECORDS);
    }

    /** The broker that Kafka's own metric says the partition is read from; -1: its leader. */
    private static int preferredReplica(Consumer<ByteBuffer, ByteBuffer> consumer) {
        return consumer.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("preferred-read-replica"))
                .mapToInt(metric -> ((Number) metric.metricValue()).intValue())
                .max()
                .orElse(-1);
    }

    private static ReaderSettings settings() {
        return KafkaLogReaderIT.settings(Duration.ofSeconds(30));
    }
}
