package dev.playhead.kafka.journal;

import dev.playhead.event.RefusedException;
import dev.playhead.kafka.client.KafkaFailures;
import dev.playhead.log.Journal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import io.vertx.kafka.client.consumer.KafkaConsumerRecord;
import io.vertx.kafka.client.producer.KafkaProducer;
import io.vertx.kafka.client.producer.KafkaProducerRecord;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns one compacted topic of one partition as a durable map. A load reads the whole topic, because it is small. Each
 * follower has its own reader. A put completes when it is committed; the puts of one event loop keep their order. Any
 * thread.
 */
public final class KafkaJournal implements Journal {
    private static final Duration POLL = Duration.ofMillis(200);

    /** The most bytes of a key, and of Kafka's data around a record. */
    private static final int AROUND = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(KafkaJournal.class);

    private final Vertx vertx;
    private final TopicPartition partition;
    private final int maxBytes;
    private final Access access;
    private final KafkaProducer<String, String> producer;
    private final AtomicBoolean failing = new AtomicBoolean();
    private final Queue<JournalFollower> followers = new ConcurrentLinkedQueue<>();

    /**
     * @param maxRecord the maximum bytes of a record of the topic
     * @param producerConfig the settings of a writer
     */
    public KafkaJournal(Vertx vertx, String topic, int maxRecord, Map<String, String> producerConfig, Access access) {
        this.vertx = vertx;
        this.partition = new TopicPartition(topic, 0);
        this.maxBytes = maxRecord - AROUND;
        this.access = access;
        this.producer = KafkaProducer.create(vertx, producerConfig, String.class, String.class)
                // Each put tells its own failure; without a handler it also counts as one that no code expected
                .exceptionHandler(failure -> {});
    }

    @Override
    public int maxBytes() {
        return maxBytes;
    }

    @Override
    public Future<Void> put(String key, String value) {
        return access.made()
                .compose(made -> producer.send(
                        KafkaProducerRecord.create(partition.getTopic(), key, value.isEmpty() ? null : value)))
                .<Void>mapEmpty()
                .onSuccess(written -> failing.set(false))
                .recover(failure -> {
                    access.doubt();
                    RefusedException refused = KafkaFailures.refused(failure);
                    warn(refused);
                    return Future.failedFuture(refused);
                });
    }

    /** Logs the first of the failures without a success between. */
    private void warn(RefusedException refused) {
        if (!failing.getAndSet(true)) {
            LOG.atWarn()
                    .addKeyValue("topic", partition.getTopic())
                    .addKeyValue("reason", refused.refusal().detail())
                    .log("the journal takes no changes");
        }
    }

    @Override
    public Followed follow(Changes changes) {
        JournalFollower follower = new JournalFollower(kafka(), access, changes);
        followers.add(follower);
        return follower.start();
    }

    @Override
    public Future<Map<String, String>> read(Collection<At> places) {
        if (places.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        return vertx.executeBlocking(
                        () -> {
                            try (var consumer = new org.apache.kafka.clients.consumer.KafkaConsumer<String, String>(
                                    Map.copyOf(access.consumerConfig()))) {
                                return new JournalRead(consumer, kafka(), places).values(access.patience());
                            }
                        },
                        false)
                .recover(failure -> Future.failedFuture(KafkaFailures.refused(failure)));
    }

    private org.apache.kafka.common.TopicPartition kafka() {
        return new org.apache.kafka.common.TopicPartition(partition.getTopic(), partition.getPartition());
    }

    @Override
    public Future<Map<String, String>> load() {
        return access.made().compose(made -> {
            KafkaConsumer<String, String> consumer =
                    KafkaConsumer.create(vertx, access.consumerConfig(), String.class, String.class);
            return consumer.assign(partition)
                    .compose(assigned -> consumer.seekToBeginning(partition))
                    .compose(sought -> consumer.endOffsets(partition))
                    .compose(end -> readTo(end, consumer, new LinkedHashMap<>()))
                    .eventually(consumer::close);
        });
    }

    private Future<Map<String, String>> readTo(
            long end, KafkaConsumer<String, String> consumer, Map<String, String> values) {
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
                return readTo(end, consumer, values);
            });
        });
    }

    public Future<Void> close() {
        // A put that comes too late is no news
        failing.set(true);
        followers.forEach(JournalFollower::close);
        return producer.close();
    }

    /** Creates and reads a journal's topic; it creates the topic once, and again after a sign of its loss. */
    public static final class Access {
        private final Supplier<Map<String, String>> consumerConfig;
        private final Supplier<Future<Void>> creation;
        private final Supplier<Future<Long>> end;
        private final Duration patience;
        private volatile @Nullable Future<Void> made;

        /**
         * @param consumerConfig the settings of a reader, read_committed and without a group
         * @param creation makes a missing topic
         * @param end finds the end of the topic
         * @param patience the maximum time that a reader waits for existing records
         */
        public Access(
                Supplier<Map<String, String>> consumerConfig,
                Supplier<Future<Void>> creation,
                Supplier<Future<Long>> end,
                Duration patience) {
            this.consumerConfig = consumerConfig;
            this.creation = creation;
            this.end = end;
            this.patience = patience;
        }

        Map<String, String> consumerConfig() {
            return consumerConfig.get();
        }

        Future<Void> made() {
            Future<Void> known = made;
            if (known == null || known.failed()) {
                known = creation.get();
                made = known;
            }
            return known;
        }

        void doubt() {
            made = null;
        }

        Future<Long> end() {
            return end.get();
        }

        Duration patience() {
            return patience;
        }
    }
}
