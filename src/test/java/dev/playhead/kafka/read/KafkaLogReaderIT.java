package dev.playhead.kafka.read;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.Event;
import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.kafka.client.KafkaOffsets;
import dev.playhead.log.LogReader;
import dev.playhead.log.Read;
import dev.playhead.log.Topic;
import dev.playhead.metrics.Meter;
import dev.playhead.metrics.Meters;
import dev.playhead.testing.KafkaTopicMaker;
import dev.playhead.testing.LogReaderContract;
import dev.playhead.testing.RealStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The way out of a real Kafka. */
final class KafkaLogReaderIT extends LogReaderContract {
    private static Map<String, Object> client;
    private static Admin admin;
    private static KafkaProducer<byte[], byte[]> producer;
    private static KafkaProducer<byte[], byte[]> transactions;

    private final Map<String, Topic> topics = new ConcurrentHashMap<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private KafkaLogReader reader;

    @BeforeAll
    static void open() {
        client = Map.of("bootstrap.servers", RealStores.shared().bootstrapServers());
        admin = Admin.create(client);
        producer = new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
        transactions = new KafkaProducer<>(
                Map.of("bootstrap.servers", RealStores.shared().bootstrapServers(), "transactional.id", "reader-it"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        transactions.initTransactions();
    }

    @AfterAll
    static void close() {
        producer.close();
        transactions.close();
        admin.close();
    }

    @BeforeEach
    void openReader() {
        reader = new KafkaLogReader(
                admin, client, settings(Duration.ofSeconds(30)), new Meters(registry), this::lookAgain);
    }

    private void lookAgain(String topic) {
        admin.describeTopics(List.of(topic)).allTopicNames().whenComplete((found, failure) -> {
            if (failure != null) {
                reader.forget(topic);
            }
        });
    }

    @AfterEach
    void closeReader() {
        reader.close();
    }

    @Override
    protected LogReader reader() {
        return reader;
    }

    @Override
    protected Topic known(String name) {
        return topics.get(name);
    }

    @Override
    protected Topic topic(String name, int partitions) {
        String unique = "reader-" + name;
        String id = make(unique, partitions);
        Topic topic = new Topic(unique, id, partitions, true, false);
        topics.put(unique, topic);
        return topic;
    }

    private static String make(String name, int partitions) {
        NewTopic topic = new NewTopic(name, partitions, (short) 1)
                .configs(Map.of("message.timestamp.type", "CreateTime", "retention.ms", "-1"));
        try {
            return KafkaTopicMaker.make(admin, topic).toString();
        } catch (Exception failed) {
            throw new AssertionError("Kafka makes no topic " + name, failed);
        }
    }

    @Override
    protected void put(
            Partition partition,
            byte @Nullable [] key,
            byte @Nullable [] value,
            List<Event.Header> headers,
            long recorded) {
        get(producer.send(record(partition, key, value, headers, recorded)));
    }

    private static ProducerRecord<byte[], byte[]> record(
            Partition partition,
            byte @Nullable [] key,
            byte @Nullable [] value,
            List<Event.Header> headers,
            long recorded) {
        var record = new ProducerRecord<>(partition.topic(), partition.index(), recorded, key, value);
        headers.forEach(header -> record.headers().add(new RecordHeader(header.name(), header.value())));
        return record;
    }

    /** An aborted transaction: its records and its marker are offsets without a record for who reads what is committed. */
    @Override
    protected void leaveHoles(Partition partition, int count) {
        transactions.beginTransaction();
        for (int each = 0; each < count; each++) {
            get(transactions.send(record(partition, null, event(-1), List.of(), 1)));
        }
        transactions.abortTransaction();
        awaitEnded(partition);
    }

    /** Kafka writes the end of a transaction a moment after it has answered. */
    private void awaitEnded(Partition partition) {
        eventually("the transaction has ended", () -> await(reader.showsAll(partition)));
    }

    @Override
    protected void trim(Partition partition, long start) {
        get(admin.deleteRecords(Map.of(KafkaOffsets.kafka(partition), RecordsToDelete.beforeOffset(start)))
                .all());
    }

    @Test
    void shouldLoadOnceWhenAHundredReadTheSame() {
        Partition partition = topic("hundred", 1).all().get(0);
        for (int number = 0; number < 200; number++) {
            put(partition, number);
        }

        List<Future<Read>> reads = new ArrayList<>();
        for (int each = 0; each < 100; each++) {
            reads.add(reader.read(partition, 10));
        }

        reads.forEach(read -> assertThat(block(await(read))).isSameAs(block(await(reads.get(0)))));
        assertThat(counted(Meter.BLOCKS_LOADED, "load")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"1,900,1", "3,300,2", "7,130,3", "450,2,4"})
    void shouldLoadFewBlocksWhenManyOffsetsAreReadAtOnce(int step, int count, long seed) {
        Partition partition = topic("scattered-" + step, 1).all().get(0);
        int events = step * count;
        for (int number = 0; number < events; number += 100) {
            for (int each = number; each < Math.min(events, number + 100); each++) {
                producer.send(record(partition, null, event(each), List.of(), 1));
            }
            producer.flush();
        }

        List<Long> offsets = new ArrayList<>();
        for (int each = 0; each < count; each++) {
            offsets.add((long) each * step);
        }
        Collections.shuffle(offsets, new Random(seed));

        List<Future<Read>> reads =
                offsets.stream().map(offset -> reader.read(partition, offset)).toList();

        for (int each = 0; each < count; each++) {
            assertThat(block(await(reads.get(each))).rowAt(offsets.get(each))).isNotNegative();
        }
        assertThat(counted(Meter.BLOCKS_LOADED, "load")).isLessThanOrEqualTo(20);
    }

    @Test
    void shouldReadTheTailOnceWhenAThousandWait() throws Exception {
        Partition partition = topic("thousand", 1).all().get(0);
        CountDownLatch following = new CountDownLatch(1);
        reader.awaitBeyond(partition, 0, following::countDown);
        put(partition, 0);
        assertThat(following.await(60, TimeUnit.SECONDS)).isTrue();
        double before = counted(Meter.BLOCKS_LOADED, "tail");
        CountDownLatch woken = new CountDownLatch(1000);
        for (int each = 0; each < 1000; each++) {
            reader.awaitBeyond(partition, 1, woken::countDown);
        }

        put(partition, 1);

        assertThat(woken.await(60, TimeUnit.SECONDS)).isTrue();
        for (int each = 0; each < 1000; each++) {
            assertThat(block(await(reader.read(partition, 1))).indexOf(1)).isNotNegative();
        }
        assertThat(counted(Meter.BLOCKS_LOADED, "tail") - before).isEqualTo(1);
        assertThat(counted(Meter.BLOCKS_LOADED, "load")).isZero();
    }

    @Test
    void shouldPassTheHoleWhenAWaiterIsBehindAnAbortedTransaction() throws Exception {
        Partition partition = topic("aborted-tail", 1).all().get(0);
        CountDownLatch woken = new CountDownLatch(1);
        reader.awaitBeyond(partition, 0, woken::countDown);

        leaveHoles(partition, 5);

        assertThat(woken.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(readAll(partition, 0)).isEmpty();
    }

    @Test
    void shouldFollowAgainWhenTheTailWasIdle() throws Exception {
        reader.close();
        reader = new KafkaLogReader(
                admin, client, settings(Duration.ofMillis(50)), new Meters(registry), this::lookAgain);
        Partition partition = topic("idle", 1).all().get(0);
        for (int number = 0; number < 5; number++) {
            CountDownLatch woken = new CountDownLatch(1);
            reader.awaitBeyond(partition, number, woken::countDown);
            put(partition, number);
            assertThat(woken.await(60, TimeUnit.SECONDS)).isTrue();
            awaitTailGone();
        }
        assertThat(readAll(partition, 0)).hasSize(5);
    }

    private void awaitTailGone() {
        eventually(
                "the tail is gone",
                () -> registry.get(Meter.CACHE_BYTES.meterName())
                                .tag("in", "tail")
                                .gauge()
                                .value()
                        == 0);
    }

    @Test
    void shouldForgetTheFormerTopicWhenOneIsMadeAgain() {
        Topic first = topic("again", 1);
        Partition partition = first.all().get(0);
        for (int number = 0; number < 10; number++) {
            put(partition, number);
        }
        await(reader.bounds(first));
        assertThat(readAll(partition, 0)).hasSize(10);

        get(admin.deleteTopics(List.of(first.name())).all());
        Topic second = remake(first);
        put(partition, 77);

        reader.forget(second.name());
        await(reader.bounds(second));
        assertThat(readAll(partition, 0)).hasSize(1).allMatch(event -> event.contains("\"n\":77"));
        assertThat(await(reader.read(partition, 9))).isEqualTo(new Read.Lost(9, 1, "truncated"));
    }

    @Test
    void shouldWakeWhoWaitsWhenTheTopicIsDeleted() throws Exception {
        Topic topic = topic("deleted", 1);
        Partition partition = topic.all().get(0);
        CountDownLatch following = new CountDownLatch(1);
        reader.awaitBeyond(partition, 0, following::countDown);
        put(partition, 0);
        assertThat(following.await(60, TimeUnit.SECONDS)).isTrue();
        CountDownLatch woken = new CountDownLatch(1);
        reader.awaitBeyond(partition, 1, woken::countDown);

        get(admin.deleteTopics(List.of(topic.name())).all());

        assertThat(woken.await(60, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> await(reader.read(partition, 1)))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal().problem()).isEqualTo(Problem.TOPIC_NOT_FOUND));
    }

    /** A deletion takes a moment, in which the name is still taken. */
    private Topic remake(Topic former) {
        AtomicReference<Topic> topic = new AtomicReference<>();
        eventually("the name is free", () -> {
            try {
                topic.set(new Topic(former.name(), make(former.name(), 1), 1, true, false));
                return true;
            } catch (AssertionError stillThere) {
                return false;
            }
        });
        topics.put(former.name(), topic.get());
        return topic.get();
    }

    @Test
    void shouldShowAllUnlessATransactionIsOpen() {
        Partition partition = topic("shown", 1).all().get(0);
        assertThat(await(reader.showsAll(partition))).isTrue();
        put(partition, 1);
        assertThat(await(reader.showsAll(partition))).isTrue();

        transactions.beginTransaction();
        transactions.send(new ProducerRecord<>(partition.topic(), partition.index(), null, event(2)));
        transactions.flush();
        assertThat(await(reader.showsAll(partition))).isFalse();
        transactions.commitTransaction();

        awaitEnded(partition);
        assertThatThrownBy(() -> await(reader.showsAll(new Partition("nobody-has-this", 0))))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal().problem()).isEqualTo(Problem.TOPIC_NOT_FOUND));
    }

    @Test
    void shouldRefuseInTimeWhenKafkaIsAway() {
        KafkaLogReader away = new KafkaLogReader(
                admin,
                Map.of("bootstrap.servers", "127.0.0.1:1"),
                settings(Duration.ofSeconds(30), Duration.ofSeconds(1)),
                new Meters(registry),
                this::lookAgain);
        try {
            assertThatThrownBy(() -> await(away.read(new Partition("any", 0), 0)))
                    .isInstanceOfSatisfying(
                            RefusedException.class,
                            refused -> assertThat(refused.refusal().problem()).isEqualTo(Problem.UNAVAILABLE));
        } finally {
            away.close();
        }
    }

    private double counted(Meter meter, String by) {
        return registry.get(meter.meterName()).tag("by", by).counter().count();
    }

    private static <T> T get(java.util.concurrent.Future<T> future) {
        try {
            return future.get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static <T> T get(org.apache.kafka.common.KafkaFuture<T> future) {
        try {
            return future.get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static ReaderSettings settings(Duration tailIdle) {
        return settings(tailIdle, Duration.ofSeconds(20));
    }

    private static ReaderSettings settings(Duration tailIdle, Duration timeout) {
        return new ReaderSettings(64 << 20, 2 << 20, 64 << 20, tailIdle, 4, 10_000, 1 << 20, 1 << 20, 2, 1000, timeout);
    }
}
