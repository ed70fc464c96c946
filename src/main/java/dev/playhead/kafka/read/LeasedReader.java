package dev.playhead.kafka.read;

import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.kafka.client.KafkaOffsets;
import dev.playhead.log.BlockBuilder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Owns one consumer and its position in one partition; used by one thread at a time. It keeps records fetched beyond
 * the end of a block for the next block, so that a run of blocks is one sequential read.
 */
final class LeasedReader implements AutoCloseable {
    private static final Duration TURN = Duration.ofMillis(200);
    private static final Duration SETTLING = Duration.ofSeconds(2);
    private static final int FIRST_BYTES = 16 * 1024;

    private final Consumer<ByteBuffer, ByteBuffer> consumer;
    private final int blockBytes;
    private final RecordIntake intake = new RecordIntake();
    private TopicPartition assigned = new TopicPartition("", -1);
    private long next = -1;
    private List<ConsumerRecord<ByteBuffer, ByteBuffer>> fetched = List.of();
    private int taken;
    private volatile long usedNanos = System.nanoTime();

    LeasedReader(Consumer<ByteBuffer, ByteBuffer> consumer, int blockBytes) {
        this.consumer = consumer;
        this.blockBytes = blockBytes;
    }

    /** Returns whether its position is exactly there. */
    boolean isAt(Partition partition, long offset) {
        return next == offset
                && assigned.partition() == partition.index()
                && assigned.topic().equals(partition.topic());
    }

    long usedNanos() {
        return usedNanos;
    }

    /**
     * Reads one block, or its existing part; blocks at most until {@code deadline} ({@link System#nanoTime()}).
     *
     * @throws TimeoutException if Kafka did not answer in time
     */
    Load.Result load(Load load, long deadline) {
        boolean sequential = isAt(load.partition(), load.from());
        next = -1;
        try {
            if (!sequential) {
                seek(load, deadline);
            }
            Load.Result loaded = read(load, sequential, deadline);
            usedNanos = System.nanoTime();
            return loaded;
        } catch (LogTruncationException e) {
            return new Load.Result.Diverged();
        } catch (OffsetOutOfRangeException e) {
            return outside(load, deadline);
        }
    }

    private void seek(Load load, long deadline) {
        TopicPartition wanted = KafkaOffsets.kafka(load.partition());
        fetched = List.of();
        taken = 0;
        if (!wanted.equals(assigned)) {
            find(wanted, deadline);
            consumer.assign(List.of(wanted));
            assigned = wanted;
        }
        if (load.epochBelow() >= 0) {
            consumer.seek(wanted, new OffsetAndMetadata(load.from(), Optional.of(load.epochBelow()), ""));
        } else {
            consumer.seek(wanted, load.from());
        }
    }

    /** A topic just made may be unknown to the broker asked for a moment. */
    private void find(TopicPartition wanted, long deadline) {
        long settled = Math.min(deadline, System.nanoTime() + SETTLING.toNanos());
        while (consumer.partitionsFor(wanted.topic(), remaining(deadline)).size() <= wanted.partition()) {
            if (System.nanoTime() > settled) {
                throw Problem.TOPIC_NOT_FOUND
                        .because("the partition " + wanted + " does not exist")
                        .asException();
            }
            LockSupport.parkNanos(SETTLING.toNanos() / 20);
        }
    }

    private Load.Result read(Load load, boolean sequential, long deadline) {
        BlockBuilder block =
                new BlockBuilder(load.partition(), load.from(), sequential ? blockBytes + blockBytes / 8 : FIRST_BYTES);
        long end = load.knownEnd();
        long reached = sequential ? take(block, load.limit(), deadline) : load.from();
        while (reached < load.limit() && taken == fetched.size() && !isEnough(block, sequential)) {
            if (reached >= end) {
                if (reached > load.from()) {
                    break;
                }
                end = end(deadline);
                if (reached >= end) {
                    next = reached;
                    return reached == end ? new Load.Result.Nothing(end) : new Load.Result.Outside(0, end);
                }
            }
            if (!fetch(reached, deadline)) {
                if (reached > load.from()) {
                    break;
                }
                throw new TimeoutException("Kafka did not return " + load.partition() + " at " + reached + " in time");
            }
            reached = take(block, load.limit(), deadline);
        }
        next = Math.min(reached, load.limit());
        return new Load.Result.Made(block.build(next), Math.max(end, next));
    }

    /**
     * Returns whether the block is complete. The first block of a run ends with the first records, so that its reader
     * does not wait; the others are filled.
     */
    private boolean isEnough(BlockBuilder block, boolean sequential) {
        return block.bytes() >= blockBytes || (!sequential && block.count() > 0);
    }

    /** Moves fetched records to the block, up to its limit; returns the reached offset. */
    private long take(BlockBuilder block, long limit, long deadline) {
        while (taken < fetched.size()) {
            ConsumerRecord<ByteBuffer, ByteBuffer> record = fetched.get(taken);
            boolean full = block.count() > 0 && block.bytes() + RecordIntake.bytes(record) > blockBytes;
            if (full || record.offset() >= limit) {
                return record.offset();
            }
            intake.add(block, record);
            taken++;
        }
        fetched = List.of();
        taken = 0;
        return consumer.position(assigned, remaining(deadline));
    }

    private boolean fetch(long reached, long deadline) {
        while (System.nanoTime() < deadline) {
            Duration rest = remaining(deadline);
            fetched = consumer.poll(rest.compareTo(TURN) < 0 ? rest : TURN).records(assigned);
            if (!fetched.isEmpty() || consumer.position(assigned, remaining(deadline)) > reached) {
                return true;
            }
        }
        return false;
    }

    private Load.Result outside(Load load, long deadline) {
        Set<TopicPartition> partition = Set.of(assigned);
        long start = Objects.requireNonNull(
                consumer.beginningOffsets(partition, remaining(deadline)).get(assigned));
        long end = end(deadline);
        if (load.from() >= start && load.from() <= end) {
            throw new TimeoutException(load.partition() + " changed during the read");
        }
        return new Load.Result.Outside(start, end);
    }

    private long end(long deadline) {
        return Objects.requireNonNull(
                consumer.endOffsets(Set.of(assigned), remaining(deadline)).get(assigned));
    }

    private static Duration remaining(long deadline) {
        return Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
    }

    /** Interrupts the present read with a {@code WakeupException}; any thread. */
    void interrupt() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
