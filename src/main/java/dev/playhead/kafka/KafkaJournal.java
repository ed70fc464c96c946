package dev.playhead.kafka;

import dev.playhead.log.Journal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import io.vertx.kafka.client.consumer.KafkaConsumerRecord;
import io.vertx.kafka.client.producer.KafkaProducer;
import io.vertx.kafka.client.producer.KafkaProducerRecord;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Owns one compacted topic of one partition as a durable map. Loading reads it whole, because it is small; every put is
 * answered once it is committed. Any thread.
 */
final class KafkaJournal implements Journal {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Vertx vertx;
    private final String topic;
    private final Supplier<Map<String, String>> consumerConfig;
    private final Supplier<Future<Void>> creation;
    private final KafkaProducer<String, String> producer;

    /**
     * @param creation makes the topic where it does not exist
     * @param consumerConfig the settings of a reader, read_committed and without a group
     */
    KafkaJournal(
            Vertx vertx,
            String topic,
            Map<String, String> producerConfig,
            Supplier<Map<String, String>> consumerConfig,
            Supplier<Future<Void>> creation) {
        this.vertx = vertx;
        this.topic = topic;
        this.consumerConfig = consumerConfig;
        this.creation = creation;
        this.producer = KafkaProducer.create(vertx, producerConfig, String.class, String.class);
    }

    @Override
    public Future<Void> put(String key, String value) {
        return creation.get()
                .compose(made -> producer.send(KafkaProducerRecord.create(topic, key, value.isEmpty() ? null : value)))
                .mapEmpty();
    }

    @Override
    public Future<Map<String, String>> load() {
        TopicPartition partition = new TopicPartition(topic, 0);
        return creation.get().compose(made -> {
            KafkaConsumer<String, String> consumer =
                    KafkaConsumer.create(vertx, consumerConfig.get(), String.class, String.class);
            return consumer.assign(partition)
                    .compose(assigned -> consumer.seekToBeginning(partition))
                    .compose(sought -> consumer.endOffsets(partition))
                    .compose(end -> readTo(end, consumer, partition, new LinkedHashMap<>()))
                    .eventually(consumer::close);
        });
    }

    private Future<Map<String, String>> readTo(
            long end, KafkaConsumer<String, String> consumer, TopicPartition partition, Map<String, String> values) {
        return consumer.position(partition).compose(position -> {
            if (position >= end) {
                return Future.succeededFuture(values);
            }
            return consumer.poll(POLL).compose(records -> {
                for (int index = 0; index < records.size(); index++) {
                    KafkaConsumerRecord<String, String> change = records.recordAt(index);
                    if (change.value() == null) {
                        values.remove(change.key());
                    } else {
                        values.put(change.key(), change.value());
                    }
                }
                return readTo(end, consumer, partition, values);
            });
        });
    }

    Future<Void> close() {
        return producer.close();
    }
}
