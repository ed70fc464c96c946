package dev.playhead.kafka.read;

import dev.playhead.event.Problem;
import dev.playhead.kafka.client.KafkaFailures;
import dev.playhead.kafka.client.KafkaOffsets;
import dev.playhead.kafka.client.TopicWatch;
import dev.playhead.log.Block;
import dev.playhead.log.BlockBuilder;
import dev.playhead.log.Bounds;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the node's only tail consumer and its thread. It reads the newest records of all followed partitions once, and
 * wakes the waiting readers. {@link #follow} adds a partition; a partition without readers for long leaves.
 */
final class TailFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TailFollower.class);
    private static final Duration TURN = Duration.ofMillis(250);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration SWEEP = Duration.ofMillis(100);
    private static final Duration CLOSING = Duration.ofSeconds(5);
    private static final int BLOCK_BYTES = 256 * 1024;

    /** Keeps the tail's blocks and wakes readers; called on the tail's thread, without a lock. */
    interface Keeper {
        /** Reports that the partition's tail has moved, with the new block if there are records. */
        void moved(PartitionBlocks partition, PartitionBlocks.Moved moved, @Nullable Block came);
    }

    private final Supplier<Consumer<ByteBuffer, ByteBuffer>> consumers;
    private final Admin admin;
    private final TopicWatch watch;
    private final ReaderSettings settings;
    private final Keeper keeper;
    private final LinkedBlockingQueue<Runnable> commands = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile @Nullable Consumer<ByteBuffer, ByteBuffer> polled;
    private volatile boolean closed;

    // Owned by the thread
    private final Map<TopicPartition, PartitionBlocks> followed = new HashMap<>();
    private final Map<PartitionBlocks, Long> retries = new HashMap<>();
    private final RecordIntake intake = new RecordIntake();
    private @Nullable Consumer<ByteBuffer, ByteBuffer> consumer;
    private long sweptNanos = System.nanoTime();

    /** @param consumers makes a consumer, each time another */
    TailFollower(
            Supplier<Consumer<ByteBuffer, ByteBuffer>> consumers,
            Admin admin,
            TopicWatch watch,
            ReaderSettings settings,
            Keeper keeper) {
        this.consumers = consumers;
        this.admin = admin;
        this.watch = watch;
        this.settings = settings;
        this.keeper = keeper;
        this.thread = new Thread(this::run, "playhead-tail");
        this.thread.setDaemon(true);
        this.thread.start();
    }

    /** Follows the partition from its end on, as soon as Kafka answers with this end; any thread. */
    void follow(PartitionBlocks partition) {
        KafkaOffsets.bounds(admin, List.of(partition.partition()))
                .onSuccess(bounds -> command(() -> begin(partition, bounds.get(0))))
                .onFailure(failure -> command(() -> failed(partition, failure)));
    }

    private void command(Runnable command) {
        commands.add(command);
        Consumer<ByteBuffer, ByteBuffer> waiting = polled;
        if (waiting != null) {
            waiting.wakeup();
        }
    }

    private void run() {
        while (!closed) {
            try {
                turn();
            } catch (WakeupException e) {
                LOG.trace("woken");
            } catch (OffsetOutOfRangeException e) {
                e.partitions().forEach(partition -> breakOff(partition, e));
            } catch (InterruptedException | InterruptException e) {
                LOG.debug("the tail thread was interrupted");
            } catch (RuntimeException e) {
                LOG.warn("the tail consumer failed; a new consumer replaces it", e);
                endConsumer();
                retryPause();
            }
        }
        endConsumer();
    }

    private void turn() throws InterruptedException {
        for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
            command.run();
        }
        retryDue();
        if (followed.isEmpty()) {
            Runnable command = commands.poll(TURN.toMillis(), TimeUnit.MILLISECONDS);
            if (command != null) {
                command.run();
            }
            return;
        }
        ConsumerRecords<ByteBuffer, ByteBuffer> records = poll(consumer());
        for (TopicPartition partition : records.partitions()) {
            came(partition, records.records(partition));
        }
        if (System.nanoTime() - sweptNanos > SWEEP.toNanos()) {
            sweptNanos = System.nanoTime();
            sweep(consumer());
        }
    }

    private ConsumerRecords<ByteBuffer, ByteBuffer> poll(Consumer<ByteBuffer, ByteBuffer> current) {
        polled = current;
        try {
            return commands.isEmpty() && !closed ? current.poll(TURN) : ConsumerRecords.empty();
        } finally {
            polled = null;
        }
    }

    private Consumer<ByteBuffer, ByteBuffer> consumer() {
        Consumer<ByteBuffer, ByteBuffer> current = consumer;
        if (current == null) {
            current = consumers.get();
            consumer = current;
            current.assign(followed.keySet());
            for (Map.Entry<TopicPartition, PartitionBlocks> each : followed.entrySet()) {
                current.seek(each.getKey(), Math.max(0, each.getValue().tailNext()));
            }
        }
        return current;
    }

    private void endConsumer() {
        Consumer<ByteBuffer, ByteBuffer> current = consumer;
        consumer = null;
        if (current != null) {
            current.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    private void begin(PartitionBlocks partition, Bounds bounds) {
        TopicPartition wanted = KafkaOffsets.kafka(partition.partition());
        PartitionBlocks.Moved moved = partition.begin(bounds);
        followed.put(wanted, partition);
        Consumer<ByteBuffer, ByteBuffer> current = consumer();
        current.assign(followed.keySet());
        current.seek(
                wanted,
                new OffsetAndMetadata(
                        bounds.end(), Optional.of(bounds.leaderEpoch()).filter(epoch -> epoch >= 0), ""));
        LOG.atDebug()
                .addKeyValue("topic", partition.partition().topic())
                .addKeyValue("partition", partition.partition().index())
                .addKeyValue("offset", bounds.end())
                .log("the node follows the tail of the partition");
        keeper.moved(partition, moved, null);
    }

    private void failed(PartitionBlocks partition, Throwable failure) {
        if (KafkaFailures.refused(failure).refusal().problem() == Problem.TOPIC_NOT_FOUND) {
            keeper.moved(partition, partition.breakOff(0), null);
        } else {
            LOG.atInfo()
                    .addKeyValue("topic", partition.partition().topic())
                    .addKeyValue("partition", partition.partition().index())
                    .addKeyValue("reason", failure.getMessage())
                    .log("the node failed to follow the tail of the partition");
            retries.put(partition, System.nanoTime());
        }
    }

    private void retryDue() {
        if (retries.isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        retries.entrySet().removeIf(retry -> {
            boolean due = now - retry.getValue() > RETRY.toNanos();
            if (due && retry.getKey().endIfIdle(settings.tailIdle().toNanos()) == null) {
                follow(retry.getKey());
            }
            return due;
        });
    }

    private void retryPause() {
        try {
            TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
        } catch (InterruptedException e) {
            LOG.debug("the tail thread was interrupted");
        }
    }

    private void breakOff(TopicPartition partition, RuntimeException why) {
        PartitionBlocks broken = followed.remove(partition);
        if (broken != null) {
            LOG.atWarn()
                    .addKeyValue("topic", partition.topic())
                    .addKeyValue("partition", partition.partition())
                    .addKeyValue("reason", why.getMessage())
                    .log("the partition does not continue at its last offset");
            consumer().assign(followed.keySet());
            keeper.moved(broken, broken.breakOff(0), null);
        }
    }

    private void came(TopicPartition from, List<ConsumerRecord<ByteBuffer, ByteBuffer>> records) {
        PartitionBlocks partition = followed.get(from);
        long next = partition == null ? -1 : partition.tailNext();
        if (partition == null || next < 0) {
            return;
        }
        int bytes = 0;
        for (ConsumerRecord<ByteBuffer, ByteBuffer> record : records) {
            bytes += RecordIntake.bytes(record);
        }
        BlockBuilder block = bytes < BLOCK_BYTES
                ? BlockBuilder.sized(partition.partition(), next, records.size(), bytes)
                : new BlockBuilder(partition.partition(), next, BLOCK_BYTES * 2);
        for (ConsumerRecord<ByteBuffer, ByteBuffer> record : records) {
            if (record.offset() < next) {
                continue;
            }
            if (block.bytes() >= BLOCK_BYTES) {
                append(partition, block.build(block.next()));
                block = new BlockBuilder(partition.partition(), block.next(), BLOCK_BYTES * 2);
            }
            intake.add(block, record);
        }
        append(partition, block.build(block.next()));
    }

    private void append(PartitionBlocks partition, Block block) {
        if (block.next() > block.base()) {
            long share = settings.tailTotalBytes() / Math.max(1, followed.size());
            keeper.moved(partition, partition.append(block, Math.min(settings.tailBytes(), share)), block);
        }
    }

    /** Takes offsets without records (aborted ones, control records), and drops partitions without readers. */
    private void sweep(Consumer<ByteBuffer, ByteBuffer> current) {
        boolean gone = followed.entrySet().removeIf(each -> {
            PartitionBlocks partition = each.getValue();
            long next = partition.tailNext();
            if (next < 0) {
                return true;
            }
            long position = position(current, each.getKey(), next);
            if (position > next) {
                append(partition, new BlockBuilder(partition.partition(), next, 16).build(position));
            }
            PartitionBlocks.Moved ended =
                    partition.endIfIdle(settings.tailIdle().toNanos());
            if (ended != null) {
                LOG.atDebug()
                        .addKeyValue("topic", partition.partition().topic())
                        .addKeyValue("partition", partition.partition().index())
                        .log("the node stopped following the tail of the partition");
                keeper.moved(partition, ended, null);
            }
            return ended != null;
        });
        if (gone) {
            current.assign(followed.keySet());
        }
        watch.look(
                followed.keySet().stream().map(TopicPartition::topic).distinct().toList());
    }

    private static long position(Consumer<ByteBuffer, ByteBuffer> current, TopicPartition partition, long otherwise) {
        try {
            return current.position(partition, Duration.ofMillis(1));
        } catch (TimeoutException e) {
            return otherwise;
        }
    }

    /** Ends the thread and its consumer; bounded. */
    @Override
    public void close() {
        closed = true;
        command(() -> {});
        try {
            thread.join(CLOSING.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
