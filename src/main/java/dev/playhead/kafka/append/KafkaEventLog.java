package dev.playhead.kafka.append;

import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.kafka.client.KnownEnds;
import dev.playhead.log.Append;
import dev.playhead.log.EventLog;
import dev.playhead.log.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the appends to Kafka: one thread takes batches from the event loops and feeds one producer at a time.
 *
 * <p>How order survives failure:
 *
 * <ol>
 *   <li>A producer never drops a record by itself (no delivery timeout). So the records that it has written to a
 *       partition are always a prefix of the records that it received.
 *   <li>When Kafka has acknowledged nothing for {@code outage}, the thread ends the producer at once. Appends in flight
 *       end as unknown, and appends in the queue as not stored.
 *   <li>Only after all these answers does the next producer take its first append.
 * </ol>
 */
public final class KafkaEventLog implements EventLog, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaEventLog.class);
    private static final Duration TURN = Duration.ofMillis(200);

    /** A broker that has just started does not know its topics for some seconds. */
    private static final Duration UNKNOWN_FOR = Duration.ofSeconds(10);

    private final Supplier<Producer<byte[], byte[]>> producers;
    private final KnownEnds ends;
    private final BooleanSupplier available;
    private final Duration outage;
    private final AppendQueue queue;
    private final Thread thread;
    private volatile boolean closing;

    // Owned by the append thread
    private @Nullable ProducerTerm current;
    private final Map<String, Long> missing = new HashMap<>();
    private long lookedAt;

    /**
     * @param producers makes a new producer at each call
     * @param available whether Kafka answered the last check
     * @param pause see {@link AppendQueue}
     */
    public KafkaEventLog(
            Supplier<Producer<byte[], byte[]>> producers,
            KnownEnds ends,
            BooleanSupplier available,
            Duration pause,
            Duration outage) {
        this.queue = new AppendQueue(pause);
        this.producers = producers;
        this.ends = ends;
        this.available = available;
        this.outage = outage;
        this.thread = new Thread(this::run, "playhead-append");
        this.thread.setDaemon(true);
        this.thread.start();
    }

    @Override
    public void append(List<? extends Append> appends) {
        if (closing) {
            refuse(appends, Problem.GOING_AWAY.because("The node is stopping"));
            return;
        }
        queue.add(appends);
    }

    @Override
    public End endAtLeast(Partition partition) {
        return ends.of(partition);
    }

    @Override
    public int partitionFor(Topic topic, byte[] key) {
        return Utils.toPositive(Utils.murmur2(key)) % topic.partitions();
    }

    @Override
    public boolean available() {
        return available.getAsBoolean() && !closing;
    }

    private void run() {
        while (!closing || !queue.isEmpty()) {
            try {
                turn();
            } catch (InterruptedException e) {
                LOG.debug("the append thread was interrupted");
            } catch (RuntimeException e) {
                LOG.error("the append thread failed and continues", e);
            }
        }
        term().end(outage);
    }

    private ProducerTerm term() {
        ProducerTerm term = current;
        if (term == null) {
            term = new ProducerTerm(producers.get(), ends);
            current = term;
        }
        return term;
    }

    private void turn() throws InterruptedException {
        List<? extends Append> appends = queue.take(TURN);
        if (appends != null) {
            for (int index = 0; index < appends.size(); index++) {
                if (!send(appends.get(index))) {
                    refuse(appends.subList(index, appends.size()), notStored());
                    return;
                }
            }
        }
        if (System.nanoTime() - lookedAt > TURN.toNanos()) {
            lookedAt = System.nanoTime();
            String reason = term().mustEnd(outage);
            if (reason != null) {
                renew(reason);
            }
        }
    }

    /** Sends the append; returns false if it gave the producer up instead, and the append was not stored. */
    private boolean send(Append append) {
        if (isMissing(append.partition())) {
            append.failed(noSuchPartition(append.partition()));
            return true;
        }
        ProducerTerm.Outcome outcome = term().send(append);
        long since = outcome == ProducerTerm.Outcome.TAKEN ? 0 : System.nanoTime();
        while (outcome != ProducerTerm.Outcome.TAKEN) {
            long waited = System.nanoTime() - since;
            if (outcome == ProducerTerm.Outcome.NO_TOPIC
                    && available.getAsBoolean()
                    && waited > UNKNOWN_FOR.toNanos()) {
                missing.put(append.partition().topic(), System.nanoTime());
                append.failed(noSuchPartition(append.partition()));
                return true;
            }
            String reason =
                    waited > outage.toNanos() ? "the producer accepted nothing for " + outage : term().mustEnd(outage);
            if (reason != null) {
                renew(reason);
                return false;
            }
            outcome = term().send(append);
        }
        return true;
    }

    /** A topic that was just found missing is not waited for again at once, because all others would wait too. */
    private boolean isMissing(Partition partition) {
        if (missing.isEmpty()) {
            return false;
        }
        missing.values().removeIf(found -> System.nanoTime() - found > UNKNOWN_FOR.toNanos());
        return missing.containsKey(partition.topic());
    }

    private static Refusal noSuchPartition(Partition partition) {
        return Problem.TOPIC_NOT_FOUND.because("Kafka has no partition " + partition + "; the event was not stored");
    }

    private void renew(String reason) {
        LOG.atWarn()
                .addKeyValue("reason", reason)
                .addKeyValue("inFlight", term().inFlight())
                .log("the producer failed; a new producer replaces it");
        term().end(Duration.ZERO);
        current = null;
        List<? extends Append> waiting = queue.poll();
        while (waiting != null) {
            refuse(waiting, notStored());
            waiting = queue.poll();
        }
    }

    private static Refusal notStored() {
        return Problem.UNAVAILABLE.because("Kafka has been unavailable for too long; the event was not stored");
    }

    private static void refuse(List<? extends Append> appends, Refusal refusal) {
        appends.forEach(append -> append.failed(refusal));
    }

    /** Finishes the accepted appends within {@code outage}; refuses later ones. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(outage.toMillis() + 10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
