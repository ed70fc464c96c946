package dev.playhead.kafka.journal;

import dev.playhead.event.Problem;
import dev.playhead.kafka.client.KafkaFailures;
import dev.playhead.log.Journal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a journal from its beginning and follows it, on its own thread. A request for the state of now waits until the
 * follower has reached the journal's end at the request; many requests share one question to Kafka. Other methods are
 * for any thread.
 */
final class JournalFollower implements Journal.Followed {
    private static final Logger LOG = LoggerFactory.getLogger(JournalFollower.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final TopicPartition partition;
    private final KafkaJournal.Access access;
    private final Retelling retelling;
    private final Thread thread;
    private @Nullable Integer leaderEpoch;

    // Guarded by this
    private List<Promise<Void>> asking = new ArrayList<>();
    private boolean asked;
    private List<Awaited> awaited = new ArrayList<>();
    private long position;
    private boolean closed;
    private @Nullable KafkaConsumer<String, String> consumer;

    JournalFollower(TopicPartition partition, KafkaJournal.Access access, Journal.Changes changes) {
        this.partition = partition;
        this.access = access;
        this.retelling = new Retelling(changes);
        this.thread = new Thread(this::run, "journal-" + partition.topic());
        thread.setDaemon(true);
    }

    JournalFollower start() {
        thread.start();
        return this;
    }

    // On any thread

    @Override
    public Future<Void> now() {
        Promise<Void> promise = Promise.promise();
        synchronized (this) {
            asking.add(promise);
            if (asked) {
                return promise.future();
            }
            asked = true;
        }
        ask();
        return promise.future();
    }

    /** Asks for the journal's end once for all earlier requests; requests meanwhile need another question. */
    private void ask() {
        List<Promise<Void>> now;
        synchronized (this) {
            now = asking;
            asking = new ArrayList<>();
        }
        access.made().compose(made -> access.end()).onComplete(end -> {
            if (end.succeeded()) {
                await(new Awaited(end.result(), now, System.nanoTime()));
            } else {
                now.forEach(each -> each.fail(KafkaFailures.refused(end.cause())));
            }
            boolean more;
            synchronized (this) {
                more = !asking.isEmpty();
                asked = more;
            }
            if (more) {
                ask();
            }
        });
    }

    private void await(Awaited who) {
        synchronized (this) {
            if (position < who.end && !closed) {
                awaited.add(who);
                return;
            }
        }
        who.succeed();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (consumer != null) {
                consumer.wakeup();
            }
            notifyAll();
        }
    }

    private synchronized boolean closed() {
        return closed;
    }

    // On its own thread

    private void run() {
        while (!closed()) {
            try (KafkaConsumer<String, String> made = new KafkaConsumer<>(config())) {
                // Repeated after a time, so that the thread notices when no follower is left
                access.made().toCompletionStage().toCompletableFuture().get(AGAIN.toMillis(), TimeUnit.MILLISECONDS);
                follow(made);
            } catch (WakeupException ended) {
                LOG.atDebug().addKeyValue("topic", partition.topic()).log("the node stopped following the journal");
            } catch (TimeoutException late) {
                LOG.atDebug().addKeyValue("topic", partition.topic()).log("the journal does not exist yet");
            } catch (Exception failure) {
                if (!closed()) {
                    LOG.atWarn()
                            .addKeyValue("topic", partition.topic())
                            .addKeyValue("reason", KafkaFailures.cause(failure).toString())
                            .log("the node failed to read the journal");
                    giveUp(0);
                    pause();
                }
            }
        }
        giveUp(0);
    }

    private void follow(KafkaConsumer<String, String> reading) {
        synchronized (this) {
            consumer = reading;
            if (closed) {
                return;
            }
        }
        reading.assign(List.of(partition));
        if (position() == 0) {
            reading.seekToBeginning(List.of(partition));
        } else {
            // With the epoch, so that the consumer detects a cut of the log
            reading.seek(partition, new OffsetAndMetadata(position(), Optional.ofNullable(leaderEpoch), ""));
        }
        while (!closed()) {
            try {
                for (ConsumerRecord<String, String> change : reading.poll(POLL)) {
                    tell(change);
                }
                reached(reading.position(partition));
            } catch (OffsetOutOfRangeException cut) {
                cutOff(reading, cut);
            }
            giveUp(access.patience().toNanos());
        }
    }

    /** A cut of the log must be seen, and not passed over by a reset of the offset. */
    private Map<String, Object> config() {
        Map<String, Object> config = new HashMap<>(access.consumerConfig());
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        return config;
    }

    /** Reads the journal again, because it may have lost reported entries. */
    private void cutOff(KafkaConsumer<String, String> reading, OffsetOutOfRangeException cut) {
        OffsetAndMetadata divergence = cut instanceof LogTruncationException known
                ? known.divergentOffsets().get(partition)
                : null;
        long from = divergence == null ? 0 : divergence.offset();
        long end = reading.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        LOG.atWarn()
                .addKeyValue("topic", partition.topic())
                .addKeyValue("from", from)
                .addKeyValue("to", position())
                .log("Kafka cut the journal off; the node reads it again");
        retelling.cutOff(from, end);
        leaderEpoch = null;
        synchronized (this) {
            position = 0;
        }
        reading.seekToBeginning(List.of(partition));
    }

    private void tell(ConsumerRecord<String, String> change) {
        leaderEpoch = change.leaderEpoch().orElse(leaderEpoch);
        try {
            retelling.tell(change.key(), change.value(), change.offset());
        } catch (RuntimeException failure) {
            LOG.atError()
                    .setCause(failure)
                    .addKeyValue("topic", partition.topic())
                    .addKeyValue("key", change.key())
                    .log("a callback for a journal change failed");
        }
    }

    private synchronized long position() {
        return position;
    }

    private void reached(long next) {
        retelling.reached(next);
        List<Awaited> there;
        synchronized (this) {
            position = next;
            there = awaited.stream().filter(each -> each.end <= next).toList();
            awaited.removeAll(there);
        }
        there.forEach(Awaited::succeed);
    }

    /** Fails the requests that have waited too long. */
    private void giveUp(long nanos) {
        long now = System.nanoTime();
        List<Awaited> late;
        synchronized (this) {
            late = awaited.stream().filter(each -> now - each.since >= nanos).toList();
            awaited.removeAll(late);
        }
        late.forEach(each -> each.fail("The node cannot read the journal " + partition.topic() + " now"));
    }

    private synchronized void pause() {
        try {
            if (!closed) {
                wait(AGAIN.toMillis());
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** Holds the requests that wait until the follower reaches an offset. */
    private record Awaited(long end, List<Promise<Void>> who, long since) {
        void succeed() {
            who.forEach(Promise::complete);
        }

        void fail(String detail) {
            who.forEach(each -> each.fail(Problem.UNAVAILABLE.because(detail).asException()));
        }
    }
}
