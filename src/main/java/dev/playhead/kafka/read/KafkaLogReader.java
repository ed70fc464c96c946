package dev.playhead.kafka.read;

import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.kafka.client.KafkaFailures;
import dev.playhead.kafka.client.KafkaOffsets;
import dev.playhead.kafka.client.KafkaReplicas;
import dev.playhead.kafka.client.SharedQuestions;
import dev.playhead.kafka.client.TopicWatch;
import dev.playhead.log.Block;
import dev.playhead.log.Bounds;
import dev.playhead.log.LogReader;
import dev.playhead.log.Read;
import dev.playhead.log.Topic;
import dev.playhead.metrics.Meters;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the reading from Kafka. It answers reads from memory at once, loads a missing block once for all waiting
 * readers, and follows the tails while readers wait. Any thread; it blocks only in {@link #close()}.
 */
public final class KafkaLogReader implements LogReader, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaLogReader.class);

    private final Admin admin;
    private final ReaderSettings settings;
    private final ConcurrentMap<Partition, PartitionBlocks> partitions = new ConcurrentHashMap<>();
    private final SharedQuestions<Topic, List<Bounds>> bounds;
    private final SharedQuestions<Partition, Boolean> replicas;
    private final BlockCache cache;
    private final LeasedReaders readers;
    private final TailFollower follower;
    private final ReaderMeters meters;

    /**
     * @param admin finds offsets; the caller owns it
     * @param client the common settings of all clients of this Kafka, such as bootstrap.servers
     * @param lookAgain asks Kafka about a followed topic and returns at once; for a deleted topic {@link #forget} must
     *     follow
     */
    public KafkaLogReader(
            Admin admin,
            Map<String, Object> client,
            ReaderSettings settings,
            Meters meters,
            Consumer<String> lookAgain) {
        this.admin = admin;
        this.settings = settings;
        this.bounds = new SharedQuestions<>(topic -> KafkaOffsets.bounds(admin, topic.all()));
        this.replicas = new SharedQuestions<>(partition -> KafkaReplicas.agree(admin, partition));
        this.cache = new BlockCache(settings.cacheBytes());
        this.meters = new ReaderMeters(meters, cache, this::tailBytes);
        ReaderConsumers consumers = new ReaderConsumers(client, settings);
        this.readers = new LeasedReaders(consumers::forLoads, settings);
        this.follower =
                new TailFollower(consumers::forTails, admin, new TopicWatch(lookAgain), settings, this::tailMoved);
    }

    @Override
    public Future<Read> read(Partition partition, long offset) {
        if (offset < 0) {
            return Future.failedFuture(
                    Problem.INVALID_REQUEST.because("no offset is below 0").asException());
        }
        PartitionBlocks blocks = blocks(partition);
        PartitionBlocks.Found found = blocks.find(offset, readers.hasRoom() ? settings.ahead() : 0);
        if (found.load() != null) {
            load(blocks, found.load());
        }
        if (found.read() != null) {
            hit(found.read());
            return Future.succeededFuture(found.read());
        }
        Load.Reading reading = new Load.Reading(offset, Promise.promise());
        plan(blocks, reading, false);
        return reading.answer().future();
    }

    private void hit(Read read) {
        if (read instanceof Read.Loaded loaded) {
            meters.hit();
            cache.touch(loaded.block());
        }
    }

    private void plan(PartitionBlocks blocks, Load.Reading reading, boolean exactly) {
        PartitionBlocks.Found found = blocks.plan(reading, exactly);
        if (found.read() != null) {
            hit(found.read());
            reading.answer().tryComplete(found.read());
        } else if (found.load() != null) {
            load(blocks, found.load());
        }
    }

    private void load(PartitionBlocks blocks, Load load) {
        readers.submit(load, loaded -> ended(blocks, load, loaded));
    }

    private void ended(PartitionBlocks blocks, Load load, Load.Result loaded) {
        PartitionBlocks.Ended ended = blocks.end(load, loaded);
        if (loaded instanceof Load.Result.Made made) {
            meters.loaded(made.block());
        }
        if (ended.kept() != null) {
            keep(ended.kept());
            Load next = blocks.ahead(ended.kept().next(), load.ahead());
            if (next != null) {
                load(blocks, next);
            }
        }
        ended.gone().forEach(cache::forget);
        if (loaded instanceof Load.Result.Failed failed) {
            load.readings().forEach(reading -> reading.answer().tryFail(failed.cause()));
            return;
        }
        ended.answers().forEach(answer -> answer.reading().answer().tryComplete(answer.read()));
        again(blocks, ended.again());
    }

    /**
     * Plans reads that a load did not serve. The first begins a load of its own, so that it ends. The others probably come
     * with it: a load each would read the log a record at a time.
     */
    private void again(PartitionBlocks blocks, List<Load.Reading> readings) {
        List<Load.Reading> inOrder = readings.stream()
                .sorted(Comparator.comparingLong(Load.Reading::offset))
                .toList();
        for (int index = 0; index < inOrder.size(); index++) {
            plan(blocks, inOrder.get(index), index == 0);
        }
    }

    private void keep(Block block) {
        for (Block evicted : cache.admit(block)) {
            meters.evicted(evicted);
            PartitionBlocks blocks = partitions.get(evicted.partition());
            if (blocks != null) {
                blocks.forget(evicted);
            }
        }
    }

    @Override
    public Wait awaitBeyond(Partition partition, long offset, Runnable wake) {
        PartitionBlocks blocks = blocks(partition);
        PartitionBlocks.Waiter waiter = new PartitionBlocks.Waiter(offset, wake);
        switch (blocks.await(waiter)) {
            case PASSED -> wake.run();
            case WAITS -> {}
            case FOLLOW -> follower.follow(blocks);
        }
        return () -> blocks.giveUp(waiter);
    }

    private void tailMoved(PartitionBlocks blocks, PartitionBlocks.Moved moved, @Nullable Block came) {
        if (came != null) {
            meters.followed(came);
        }
        moved.kept().forEach(this::keep);
        moved.gone().forEach(cache::forget);
        for (PartitionBlocks.Waiter waiter : moved.woken()) {
            try {
                waiter.wake().run();
            } catch (RuntimeException e) {
                LOG.atError()
                        .setCause(e)
                        .addKeyValue("topic", blocks.partition().topic())
                        .addKeyValue("partition", blocks.partition().index())
                        .log("a callback for new events failed");
            }
        }
    }

    @Override
    public Future<List<Bounds>> bounds(Topic topic) {
        return bounds.of(topic)
                .onSuccess(found -> found.forEach(this::observe))
                .recover(failure -> Future.failedFuture(KafkaFailures.refused(failure)));
    }

    private void observe(Bounds bounds) {
        PartitionBlocks blocks = blocks(bounds.partition());
        tailMoved(blocks, blocks.observe(bounds), null);
    }

    @Override
    public Future<List<Long>> firstAtOrAfter(Topic topic, long recorded) {
        Future<List<Bounds>> ends = bounds(topic);
        return Future.all(ends, KafkaOffsets.firstAtOrAfter(admin, topic.all(), recorded))
                .map(both -> {
                    List<Optional<Long>> found = both.resultAt(1);
                    return IntStream.range(0, found.size())
                            .mapToObj(index -> found.get(index)
                                    .orElseGet(() -> ends.result().get(index).end()))
                            .toList();
                })
                .recover(failure -> Future.failedFuture(KafkaFailures.refused(failure)));
    }

    @Override
    public Future<Boolean> showsAll(Partition partition) {
        return replicas.of(partition).recover(failure -> Future.failedFuture(KafkaFailures.refused(failure)));
    }

    /** A topic that was deleted, and perhaps made again, shares nothing with the one that was here. */
    public void forget(String topic) {
        partitions.forEach((partition, blocks) -> {
            if (partition.topic().equals(topic)) {
                tailMoved(blocks, blocks.forget(), null);
            }
        });
    }

    private PartitionBlocks blocks(Partition partition) {
        PartitionBlocks blocks = partitions.get(partition);
        return blocks != null
                ? blocks
                : partitions.computeIfAbsent(partition, added -> new PartitionBlocks(added, settings));
    }

    private long tailBytes() {
        return partitions.values().stream()
                .mapToLong(PartitionBlocks::tailBytes)
                .sum();
    }

    @Override
    public void close() {
        follower.close();
        readers.close();
    }
}
