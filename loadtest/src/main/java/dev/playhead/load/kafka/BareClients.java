package dev.playhead.load.kafka;

import dev.playhead.load.wire.Crew;
import dev.playhead.load.wire.EventSheet;
import dev.playhead.load.wire.Latencies;
import dev.playhead.load.wire.OpenLoop;
import dev.playhead.load.wire.Rate;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends at a fixed rate with a bare producer while a bare consumer takes it back: one thread sends, the producer's own
 * hears the acknowledgements, one polls.
 */
public final class BareClients {
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(100);

    private BareClients() {}

    /** The sheet has the layout of bare events; the topic is there and holds nothing of the sheet's run. */
    public static Latencies run(String bootstrap, String topic, EventSheet sheet, Rate rate)
            throws IOException, InterruptedException {
        Map<String, Object> consuming = Map.of("bootstrap.servers", bootstrap);
        try (var producer = new KafkaProducer<>(
                        ProducerSettings.with(bootstrap), new ByteArraySerializer(), new ByteArraySerializer());
                var consumer =
                        new KafkaConsumer<>(consuming, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = producer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
            OpenLoop schedule = OpenLoop.soon(rate.eventsPerSecond(), rate.events());
            Latencies latencies = new Latencies(schedule, rate.warmUpEvents());
            Crew.run(
                    rate.duration().plus(GRACE),
                    List.of(
                            () -> send(producer, topic, sheet, schedule, latencies),
                            () -> poll(consumer, rate.events(), latencies)));
            return latencies;
        }
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
}
