package dev.playhead.kafka.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.log.Block;
import dev.playhead.log.Read;
import dev.playhead.metrics.Meters;
import dev.playhead.sandbox.Child;
import dev.playhead.testing.KafkaTopicMaker;
import dev.playhead.testing.RealStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Readers of a Kafka that is killed and comes back. */
final class KafkaLogReaderOutageIT {
    private static final Partition PARTITION = new Partition("outage", 0);
    private static final long PATIENCE_SECONDS = 120;

    @Test
    void shouldMissAndRepeatNothingWhenKafkaIsKilledInTheMiddle() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (RealStores stores = RealStores.own()) {
            Map<String, Object> client = Map.of("bootstrap.servers", stores.bootstrapServers());
            try (Admin admin = Admin.create(client);
                    var producer = new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
                    KafkaLogReader reader = new KafkaLogReader(
                            admin, client, settings(), new Meters(new SimpleMeterRegistry()), topic -> {})) {
                KafkaTopicMaker.make(admin, new NewTopic(PARTITION.topic(), 1, (short) 1));
                List<Future<List<Long>>> readers = new ArrayList<>();
                append(producer, 500);
                for (int each = 0; each < 3; each++) {
                    readers.add(threads.submit(() -> follow(reader, 2000)));
                }
                append(producer, 500);
                stores.kill(Child.KAFKA);
                assertThat(refusedInTime(reader)).isTrue();
                stores.awaitUp(Child.KAFKA);
                append(producer, 1000);

                for (Future<List<Long>> found : readers) {
                    assertThat(found.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                            .containsExactlyElementsOf(
                                    LongStream.range(0, 2000).boxed().toList());
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void append(KafkaProducer<byte[], byte[]> producer, int count) throws Exception {
        List<Future<?>> sent = new ArrayList<>();
        for (int each = 0; each < count; each++) {
            sent.add(producer.send(new ProducerRecord<>(PARTITION.topic(), 0, null, new byte[100])));
        }
        for (Future<?> each : sent) {
            each.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** A partition that nothing is known of must be asked for, and Kafka is away. */
    private static boolean refusedInTime(KafkaLogReader reader) throws Exception {
        try {
            reader.read(new Partition("unknown", 0), 0).await(10, TimeUnit.SECONDS);
            return false;
        } catch (RefusedException e) {
            return e.refusal().problem() == Problem.UNAVAILABLE;
        }
    }

    private static List<Long> follow(KafkaLogReader reader, int count) throws Exception {
        List<Long> found = new ArrayList<>();
        long offset = 0;
        while (found.size() < count) {
            try {
                Read read = reader.read(PARTITION, offset).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (read instanceof Read.Loaded loaded) {
                    Block block = loaded.block();
                    for (int index = block.indexOf(offset); index < block.count(); index++) {
                        found.add(block.offset(index));
                    }
                    offset = block.next();
                } else {
                    CountDownLatch woken = new CountDownLatch(1);
                    reader.awaitBeyond(PARTITION, offset, woken::countDown);
                    assertThat(woken.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
                }
            } catch (RefusedException unavailable) {
                assertThat(unavailable.refusal().problem().retryable()).isTrue();
            }
        }
        return found;
    }

    private static ReaderSettings settings() {
        return new ReaderSettings(
                64 << 20,
                2 << 20,
                64 << 20,
                Duration.ofSeconds(30),
                4,
                10_000,
                1 << 20,
                1 << 20,
                2,
                1000,
                Duration.ofSeconds(2));
    }
}
