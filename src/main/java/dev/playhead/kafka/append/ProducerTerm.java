package dev.playhead.kafka.append;

import dev.playhead.event.Event;
import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.kafka.client.KafkaFailures;
import dev.playhead.kafka.client.KnownEnds;
import dev.playhead.log.Append;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One producer from its making to its end, and the appends it has in flight. Sends and ends on the append thread; the
 * producer's own thread tells the appends their fates.
 */
final class ProducerTerm {
    /** The result of handing an append to the producer. */
    enum Outcome {
        /** The producer has the append, or the append has its refusal. */
        TAKEN,
        /** Every buffer is in use. */
        NO_ROOM,
        /** The producer cannot find the topic's partition. */
        NO_TOPIC
    }

    private static final Logger LOG = LoggerFactory.getLogger(ProducerTerm.class);
    private static final Duration TELLING = Duration.ofSeconds(10);

    private final Producer<byte[], byte[]> producer;
    private final KnownEnds ends;
    private volatile @Nullable String broken;

    // Owned by the append thread
    private final Thread owner = Thread.currentThread();
    private final Map<Partition, Flight> flights = new HashMap<>();
    private @Nullable Exception refusedAtOnce;
    private List<Event.Header> sharedHeaders = List.of();
    private RecordHeaders kafkaHeaders = new RecordHeaders();

    ProducerTerm(Producer<byte[], byte[]> producer, KnownEnds ends) {
        this.producer = producer;
        this.ends = ends;
    }

    Outcome send(Append append) {
        Event event = append.event();
        Partition partition = append.partition();
        Flight flight = flights.computeIfAbsent(partition, any -> new Flight());
        ProducerRecord<byte[], byte[]> message = new ProducerRecord<>(
                partition.topic(), partition.index(), null, event.key(), event.value(), headers(event.headers()));
        flight.begin();
        refusedAtOnce = null;
        try {
            producer.send(message, (metadata, failure) -> tell(append, flight, metadata, failure));
        } catch (RuntimeException e) {
            refusedAtOnce = e;
        }
        return refusedAtOnce == null ? Outcome.TAKEN : takeBack(append, flight, refusedAtOnce);
    }

    /**
     * Translates a list of headers. Most events share one list, so it is translated once, into the cheapest form for
     * Kafka to copy.
     */
    @SuppressWarnings("ReferenceEquality") // the shared list is known by its identity
    private RecordHeaders headers(List<Event.Header> headers) {
        if (headers != sharedHeaders) {
            sharedHeaders = headers;
            kafkaHeaders = new RecordHeaders();
            headers.forEach(header -> kafkaHeaders.add(header.name(), header.value()));
        }
        return kafkaHeaders;
    }

    private Outcome takeBack(Append append, Flight flight, Exception refusal) {
        flight.takeBack();
        if (refusal instanceof BufferExhaustedException || refusal instanceof InterruptException) {
            return Outcome.NO_ROOM;
        }
        if (refusal instanceof TimeoutException) {
            return Outcome.NO_TOPIC;
        }
        if (KafkaFailures.isFinal(refusal)) {
            // The producer did not try: nothing was stored, and the same topic would be refused again
            append.failed(KafkaFailures.refused(refusal).refusal());
        } else {
            append.failed(refusalFor(refusal));
        }
        noteFailure(refusal);
        return Outcome.TAKEN;
    }

    private void tell(Append append, Flight flight, @Nullable RecordMetadata metadata, @Nullable Exception failure) {
        if (failure != null && Thread.currentThread() == owner) {
            // KafkaProducer refuses a record at once through the callback, before send returns
            refusedAtOnce = failure;
            return;
        }
        try {
            if (failure == null && metadata != null) {
                ends.acknowledged(append.partition(), metadata.offset() + 1);
                append.stored(metadata.offset(), metadata.timestamp());
            } else {
                append.failed(refusalFor(failure));
                noteFailure(failure);
            }
        } catch (RuntimeException e) {
            LOG.error("a callback for an append failed", e);
        } finally {
            flight.told();
        }
    }

    private void noteFailure(@Nullable Exception failure) {
        if (!KafkaFailures.refusesRecord(failure) && broken == null) {
            broken = String.valueOf(failure);
        }
    }

    private static Refusal refusalFor(@Nullable Exception failure) {
        if (failure instanceof InvalidTopicException) {
            return Problem.TOPIC_NOT_FOUND.because("Kafka refuses the topic: " + failure.getMessage());
        }
        return failure != null && KafkaFailures.refusesRecord(failure)
                ? KafkaFailures.refused(failure).refusal()
                : Problem.APPEND_UNKNOWN.because("Kafka did not report whether it stored the event: " + failure);
    }

    long inFlight() {
        return flights.values().stream().mapToLong(Flight::inFlight).sum();
    }

    /**
     * Returns the reason to end this producer, after which the order of further appends would not be certain; null
     * while it may go on.
     */
    @Nullable
    String mustEnd(Duration outage) {
        if (broken != null) {
            return broken;
        }
        long now = System.nanoTime();
        for (Map.Entry<Partition, Flight> flight : flights.entrySet()) {
            if (flight.getValue().silentNanos(now) > outage.toNanos()) {
                return flight.getKey() + " acknowledged nothing for " + outage;
            }
        }
        return null;
    }

    /**
     * Ends the producer; returns when every append in flight has its answer.
     *
     * @param patience the maximum wait for acknowledgements
     */
    void end(Duration patience) {
        producer.close(patience);
        long until = System.nanoTime() + TELLING.toNanos();
        while (inFlight() > 0 && System.nanoTime() < until) {
            LockSupport.parkNanos(1_000_000);
        }
        if (inFlight() > 0) {
            LOG.atError().addKeyValue("inFlight", inFlight()).log("appends ended without a result");
        }
    }

    /** The appends of one partition in flight: begun and watched on the append thread, ended on the producer's. */
    private static final class Flight {
        private final AtomicLong told = new AtomicLong();
        private long begun;
        private long toldWhenLooked;
        private long progressAt = System.nanoTime();

        void begin() {
            if (inFlight() == 0) {
                progressAt = System.nanoTime();
            }
            begun++;
        }

        void takeBack() {
            begun--;
        }

        void told() {
            told.lazySet(told.getPlain() + 1);
        }

        long inFlight() {
            return begun - told.get();
        }

        /**
         * Returns the time since the last answer for appends in flight; its precision is the interval between calls.
         */
        long silentNanos(long now) {
            long toldNow = told.get();
            if (toldNow != toldWhenLooked || toldNow == begun) {
                toldWhenLooked = toldNow;
                progressAt = now;
            }
            return now - progressAt;
        }
    }
}
