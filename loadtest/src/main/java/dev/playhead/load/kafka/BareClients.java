package dev.playhead.load.kafka;

import dev.playhead.load.wire.Crew;
import dev.playhead.load.wire.EventSheet;
import dev.playhead.load.wire.Latencies;
import dev.playhead.load.wire.OpenLoop;
import dev.playhead.load.wire.Rate;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends at a fixed rate with a bare producer while a bare consumer takes it back: one thread sends, the producer's own
 * hears the acknowledgements, one polls, and in {@link #beside} one more reads old data.
 */
public final class BareClients {
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(100);

    private BareClients() {}

    /** The sheet has the layout of bare events; the topic is there and holds nothing of the sheet's run. */
    public static Latencies run(String bootstrap, String topic, EventSheet sheet, Rate rate)
            throws IOException, InterruptedException {
        return run(bootstrap, topic, sheet, rate, List.of());
    }

    /** The latencies, and how many events a second of old data were read meanwhile. */
    public record Beside(Latencies latencies, double readPerSecond) {}

    /** The same beside a bare consumer that reads all of the topic {@code old} again and again, as fast as it can. */
    public static Beside beside(String bootstrap, String topic, String old, EventSheet sheet, Rate rate)
            throws IOException, InterruptedException {
        try (var consumer = consumer(bootstrap)) {
            Rereading rereading = new Rereading(consumer, partitions(consumer.partitionsFor(old)));
            Latencies latencies = run(bootstrap, topic, sheet, rate, List.of(rereading));
            return new Beside(latencies, rereading.perSecond());
        }
    }

    private static Latencies run(String bootstrap, String topic, EventSheet sheet, Rate rate, List<Rereading> besides)
            throws IOException, InterruptedException {
        try (var producer = new KafkaProducer<>(
                        ProducerSettings.with(bootstrap), new ByteArraySerializer(), new ByteArraySerializer());
                var consumer = consumer(bootstrap)) {
            List<TopicPartition> partitions = partitions(producer.partitionsFor(topic));
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
            OpenLoop schedule = OpenLoop.soon(rate.eventsPerSecond(), rate.events());
            Latencies latencies = new Latencies(schedule, rate.warmUpEvents());
            List<Callable<Void>> tasks = new ArrayList<>(besides);
            tasks.add(() -> send(producer, topic, sheet, schedule, latencies));
            tasks.add(() -> {
                try {
                    return poll(consumer, rate.events(), latencies);
                } finally {
                    besides.forEach(Rereading::end);
                }
            });
            Crew.run(rate.duration().plus(GRACE), tasks);
            return latencies;
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String bootstrap) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static List<TopicPartition> partitions(List<PartitionInfo> infos) {
        return infos.stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    private static Void send(
            KafkaProducer<byte[], byte[]> producer,
            String topic,
            EventSheet sheet,
            OpenLoop schedule,
            Latencies latencies)
            throws Exception {
        AtomicReference<Exception> failure = new AtomicReference<>();
        schedule.run((from, to) -> {
            for (long event = from; event < to; event++) {
                long number = event;
                var record = new ProducerRecord<>(topic, EventSheet.subject(number), sheet.copy(number));
                producer.send(record, (metadata, problem) -> {
                    latencies.receipt(number, System.nanoTime());
                    if (problem != null) {
                        failure.set(problem);
                    }
                });
            }
        });
        producer.flush();
        if (failure.get() != null) {
            throw failure.get();
        }
        return null;
    }

    private static Void poll(KafkaConsumer<byte[], byte[]> consumer, long events, Latencies latencies) {
        long seen = 0;
        while (seen < events && !Thread.currentThread().isInterrupted()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                latencies.delivery(EventSheet.number(record.value()), System.nanoTime());
                seen++;
            }
        }
        return null;
    }

    /** Reads a topic from its beginning to its end, again and again until it is ended; used by one thread at a time. */
    private static final class Rereading implements Callable<Void> {
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final List<TopicPartition> partitions;
        private final long all;
        private volatile boolean over;
        private long read;
        private long nanos;

        Rereading(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
            this.consumer = consumer;
            this.partitions = partitions;
            this.all = consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            consumer.assign(partitions);
        }

        @Override
        public Void call() {
            long began = System.nanoTime();
            long left = 0;
            while (!over) {
                if (left == 0) {
                    consumer.seekToBeginning(partitions);
                    left = all;
                }
                int count = consumer.poll(POLL).count();
                read += count;
                left -= count;
            }
            nanos = System.nanoTime() - began;
            return null;
        }

        void end() {
            over = true;
        }

        double perSecond() {
            return read * 1e9 / nanos;
        }
    }
}
