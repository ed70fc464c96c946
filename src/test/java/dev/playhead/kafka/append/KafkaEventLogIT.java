package dev.playhead.kafka.append;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Event;
import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.kafka.KafkaStore;
import dev.playhead.kafka.TopicSettings;
import dev.playhead.kafka.client.KafkaOffsets;
import dev.playhead.kafka.client.KafkaSettings;
import dev.playhead.kafka.read.ReaderSettings;
import dev.playhead.log.Append;
import dev.playhead.log.Topic;
import dev.playhead.metrics.Meters;
import dev.playhead.sandbox.Child;
import dev.playhead.testing.RealStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The way into a real Kafka, which is killed in the middle of it. */
final class KafkaEventLogIT {
    private static final Duration OUTAGE = Duration.ofMinutes(2);

    private static Vertx vertx;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void close() {
        vertx.close().await();
    }

    @Test
    void shouldStoreEachPartitionInTheOrderOfTheCalls() throws Exception {
        try (KafkaStore store = store(RealStores.shared())) {
            Topic topic = store.topics().create("log-in-order", 4, true).await().topic();
            List<Fate> fates =
                    append(store, topic, IntStream.range(0, 20_000).boxed().toList());
            await(fates);
            assertThat(fates).extracting(fate -> fate.refusal).containsOnlyNulls();
            assertThat(stored(RealStores.shared(), topic)).isEqualTo(expected(fates, topic));
            for (Partition partition : topic.all()) {
                long count = fates.stream()
                        .filter(fate -> fate.partition.equals(partition))
                        .count();
                assertThat(store.eventLog().endAtLeast(partition).offset()).isEqualTo(count);
            }
        }
    }

    @Test
    void shouldLoseAndReorderNothingWhenKafkaIsKilledInMidLoad() throws Exception {
        RealStores stores = RealStores.own();
        try (KafkaStore store = store(stores)) {
            Topic topic = store.topics().create("killed", 4, true).await().topic();
            List<Fate> fates = new ArrayList<>(
                    append(store, topic, IntStream.range(0, 5_000).boxed().toList()));
            stores.kill(Child.KAFKA);
            fates.addAll(
                    append(store, topic, IntStream.range(5_000, 10_000).boxed().toList()));
            stores.awaitUp(Child.KAFKA);
            fates.addAll(
                    append(store, topic, IntStream.range(10_000, 15_000).boxed().toList()));
            await(fates);
            assertThat(fates).extracting(fate -> fate.refusal).containsOnlyNulls();
            assertThat(stored(stores, topic)).isEqualTo(expected(fates, topic));
        } finally {
            stores.close();
        }
    }

    @Test
    void shouldRefuseWhatTheTopicCannotTakeAndGoOn() throws Exception {
        try (KafkaStore store = store(RealStores.shared())) {
            Topic topic = store.topics().create("too-large", 1, true).await().topic();
            Fate large = new Fate(event(1, new byte[3 << 20]), topic.all().get(0));
            Fate small = new Fate(event(2, new byte[10]), topic.all().get(0));
            store.eventLog().append(List.of(large, small));
            await(List.of(large, small));
            assertThat(large.refusal).extracting(Refusal::problem).isEqualTo(Problem.TOO_LARGE);
            assertThat(small.offset).isZero();
        }
    }

    @Test
    void shouldTellThatThereIsNoSuchPartition() throws Exception {
        try (KafkaStore store = store(RealStores.shared())) {
            Fate lost = new Fate(event(1, new byte[10]), new Partition("never-made", 0));
            store.topics().list().await();
            store.eventLog().append(List.of(lost));
            await(List.of(lost));
            assertThat(lost.refusal).extracting(Refusal::problem).isEqualTo(Problem.TOPIC_NOT_FOUND);
        }
    }

    private static KafkaStore store(RealStores stores) throws InterruptedException {
        CountDownLatch up = new CountDownLatch(1);
        KafkaStore store = new KafkaStore(
                vertx,
                new KafkaSettings(
                        Optional.empty(),
                        Duration.ofMillis(1),
                        131072,
                        "lz4",
                        64 << 20,
                        Duration.ofSeconds(10),
                        Optional.empty(),
                        Duration.ofMillis(200),
                        Map.of()),
                new TopicSettings(8, true, -1, 2 << 20, 1000, Duration.ofSeconds(10), Duration.ofSeconds(2)),
                new ReaderSettings(
                        64 << 20,
                        2 << 20,
                        64 << 20,
                        Duration.ofSeconds(30),
                        8,
                        10_000,
                        1 << 20,
                        1 << 20,
                        2,
                        1000,
                        Duration.ofSeconds(10)),
                stores.bootstrapServers(),
                OUTAGE,
                new Meters(new SimpleMeterRegistry()),
                (isUp, reason) -> {
                    if (isUp) {
                        up.countDown();
                    }
                });
        assertThat(up.await(30, TimeUnit.SECONDS)).isTrue();
        return store;
    }

    private static List<Fate> append(KafkaStore store, Topic topic, List<Integer> numbers) {
        List<Fate> fates = numbers.stream()
                .map(number -> {
                    Event event = event(number, Integer.toString(number).getBytes(StandardCharsets.UTF_8));
                    int partition = store.eventLog().partitionFor(topic, event.key());
                    return new Fate(event, new Partition(topic.name(), partition));
                })
                .toList();
        store.eventLog().append(fates);
        return fates;
    }

    private static Event event(int number, byte[] value) {
        byte[] id = Integer.toString(number).getBytes(StandardCharsets.UTF_8);
        byte[] key = ("key-" + number % 50).getBytes(StandardCharsets.UTF_8);
        return new Event(new byte[] {'/', 's'}, id, key, value, List.of());
    }

    private static void await(List<Fate> fates) throws InterruptedException {
        for (Fate fate : fates) {
            assertThat(fate.ended.await(150, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static Map<Partition, List<String>> expected(List<Fate> fates, Topic topic) {
        Map<Partition, List<String>> values = new java.util.TreeMap<>();
        topic.all().forEach(partition -> values.put(partition, new ArrayList<>()));
        fates.forEach(fate -> {
            List<String> ofPartition = values.get(fate.partition);
            assertThat(fate.offset).isEqualTo(ofPartition.size());
            ofPartition.add(new String(fate.event.value(), StandardCharsets.UTF_8));
        });
        return values;
    }

    private static Map<Partition, List<String>> stored(RealStores stores, Topic topic) {
        Map<Partition, List<String>> values = new java.util.TreeMap<>();
        topic.all().forEach(partition -> values.put(partition, new ArrayList<>()));
        Map<String, Object> config = Map.of("bootstrap.servers", stores.bootstrapServers());
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    topic.all().stream().map(KafkaOffsets::kafka).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            eventually("every partition is read to its end", () -> {
                for (ConsumerRecord<byte[], byte[]> stored : consumer.poll(Duration.ofMillis(200))) {
                    values.get(new Partition(stored.topic(), stored.partition()))
                            .add(new String(stored.value(), StandardCharsets.UTF_8));
                }
                return partitions.stream().allMatch(partition -> consumer.position(partition) >= ends.get(partition));
            });
        }
        return values;
    }

    private static final class Fate implements Append {
        private final Event event;
        private final Partition partition;
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile long offset = -1;
        private volatile @Nullable Refusal refusal;

        Fate(Event event, Partition partition) {
            this.event = event;
            this.partition = partition;
        }

        @Override
        public Event event() {
            return event;
        }

        @Override
        public Partition partition() {
            return partition;
        }

        @Override
        public void stored(long at, long recorded) {
            offset = at;
            ended.countDown();
        }

        @Override
        public void failed(Refusal why) {
            refusal = why;
            ended.countDown();
        }
    }
}
