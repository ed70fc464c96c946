package dev.playhead.testing;

import dev.playhead.event.Event;
import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.log.Append;
import dev.playhead.log.Bounds;
import dev.playhead.log.EventLog;
import dev.playhead.log.LogReader;
import dev.playhead.log.Read;
import dev.playhead.log.Topic;
import dev.playhead.log.Topics;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The log in memory: twin of the adapters to Kafka, and the hand that makes it misbehave. Any thread; Futures are complete
 * when they are returned, fates and wakes are told on the thread that caused them.
 */
public final class MemoryLog implements EventLog, LogReader, Topics {

    /** What becomes of appends. */
    public enum Fate {
        /** Stored and told. */
        STORED,
        /** Neither stored nor told, until another fate is set: then they meet that one, in their order. */
        HELD,
        /** Not stored, and told so. */
        REFUSED,
        /** Not stored, and told as unknown. */
        LOST_UNKNOWN,
        /** Stored, and told as unknown. */
        STORED_UNKNOWN
    }

    private final TreeMap<String, MemoryTopic> topics = new TreeMap<>();
    private final Map<String, Retention> retentions = new HashMap<>();
    private final Queue<Append> held = new ArrayDeque<>();
    private final AtomicLong reads = new AtomicLong();
    private final LongSupplier clock;
    private Fate fate = Fate.STORED;
    private boolean available = true;
    private boolean showsAll = true;
    private boolean autoCreate = true;
    private int blockRecords = 64;
    private int defaultPartitions = 4;
    private int made;

    public MemoryLog() {
        this(System::currentTimeMillis);
    }

    /** @param clock what stamps the records, in epoch milliseconds */
    public MemoryLog(LongSupplier clock) {
        this.clock = clock;
    }

    // ---- the hand

    /** Blocks begin at multiples of this many offsets. */
    public synchronized MemoryLog blocksOf(int records) {
        blockRecords = records;
        return this;
    }

    public synchronized MemoryLog autoCreate(boolean on) {
        autoCreate = on;
        return this;
    }

    public synchronized MemoryLog defaultPartitions(int partitions) {
        defaultPartitions = partitions;
        return this;
    }

    /** Makes a topic with the duplicate window on. */
    public Topic topic(String name, int partitions) {
        return create(name, partitions, true).result().topic();
    }

    /** Takes the log away, or gives it back: meanwhile all is refused as {@code unavailable}. */
    public void available(boolean on) {
        List<Runnable> wakes = new ArrayList<>();
        synchronized (this) {
            available = on;
            if (on) {
                topics.values().forEach(topic -> topic.partitions.forEach(part -> part.takeWakes(wakes)));
            }
        }
        wakes.forEach(Runnable::run);
    }

    /** What becomes of the appends from now on, and of those that are held. */
    public void fate(Fate next) {
        List<Append> released;
        synchronized (this) {
            fate = next;
            released = next == Fate.HELD ? List.of() : List.copyOf(held);
            if (next != Fate.HELD) {
                held.clear();
            }
        }
        append(released);
    }

    /** How many appends are held. */
    public synchronized int held() {
        return held.size();
    }

    /** How many reads have been answered with a block. */
    public long reads() {
        return reads.get();
    }

    /** Appends the structured CloudEvent to the partition, whatever the fate of others; returns its offset. */
    public long put(Partition partition, String json) {
        return put(
                partition,
                null,
                json.getBytes(StandardCharsets.UTF_8),
                List.of(new Event.Header(
                        "content-type", "application/cloudevents+json".getBytes(StandardCharsets.UTF_8))),
                clock.getAsLong());
    }

    /** Appends any record, as another tool would; returns its offset. */
    public long put(
            Partition partition,
            byte @Nullable [] key,
            byte @Nullable [] value,
            List<Event.Header> headers,
            long recorded) {
        List<Runnable> wakes = new ArrayList<>();
        long offset;
        synchronized (this) {
            MemoryPartition part = partition(partition);
            offset = part.add(new MemoryRecord(recorded, key, value, headers));
            part.takeWakes(wakes);
        }
        wakes.forEach(Runnable::run);
        return offset;
    }

    /** Leaves offsets without a record at the end, as control records and aborted transactions do. */
    public void holes(Partition partition, int count) {
        List<Runnable> wakes = new ArrayList<>();
        synchronized (this) {
            MemoryPartition part = partition(partition);
            for (int hole = 0; hole < count; hole++) {
                part.add(null);
            }
            part.takeWakes(wakes);
        }
        wakes.forEach(Runnable::run);
    }

    /** Removes what is before the offset, as retention does. */
    public synchronized void trim(Partition partition, long start) {
        partition(partition).trim(start);
    }

    /** Cuts the log off at the offset under a new leader, as an unclean election does. */
    public synchronized void truncate(Partition partition, long end) {
        partition(partition).truncate(end);
    }

    /** Adds partitions to the topic, up to that many. */
    public synchronized void grow(String topic, int partitions) {
        MemoryTopic before = Objects.requireNonNull(topics.get(topic));
        topics.put(topic, before.grown(partitions));
    }

    public synchronized long end(Partition partition) {
        return partition(partition).end();
    }

    // ---- EventLog

    @Override
    public void append(List<? extends Append> appends) {
        for (Append append : appends) {
            append(append);
        }
    }

    @Override
    public synchronized End endAtLeast(Partition partition) {
        MemoryTopic topic = topics.get(partition.topic());
        return topic == null || partition.index() >= topic.partitions.size()
                ? End.UNKNOWN
                : topic.partitions.get(partition.index()).known();
    }

    @Override
    public int partitionFor(Topic topic, byte[] key) {
        return Math.floorMod(Arrays.hashCode(key), topic.partitions());
    }

    @Override
    public synchronized boolean available() {
        return available;
    }

    private void append(Append append) {
        Fate now;
        long recorded = clock.getAsLong();
        long offset = -1;
        List<Runnable> wakes = new ArrayList<>();
        synchronized (this) {
            now = fate;
            if (now == Fate.HELD) {
                held.add(append);
            } else if (!available || !exists(append.partition())) {
                now = Fate.REFUSED;
            } else if (now == Fate.STORED || now == Fate.STORED_UNKNOWN) {
                Event event = append.event();
                MemoryPartition part = partition(append.partition());
                offset = part.add(new MemoryRecord(recorded, event.key(), event.value(), event.headers()));
                part.takeWakes(wakes);
            }
        }
        switch (now) {
            case STORED -> append.stored(offset, recorded);
            case HELD -> {}
            case REFUSED -> append.failed(unavailable());
            case LOST_UNKNOWN, STORED_UNKNOWN ->
                append.failed(Problem.APPEND_UNKNOWN.because("it is not known whether the event was stored"));
        }
        wakes.forEach(Runnable::run);
    }

    // ---- LogReader

    @Override
    public synchronized Future<Read> read(Partition partition, long offset) {
        if (!available) {
            return refused(unavailable());
        }
        if (!exists(partition)) {
            return refused(notFound(partition.topic()));
        }
        Read read = partition(partition).read(offset, blockRecords);
        if (read instanceof Read.Loaded) {
            reads.incrementAndGet();
        }
        return Future.succeededFuture(read);
    }

    @Override
    public Wait awaitBeyond(Partition partition, long offset, Runnable wake) {
        MemoryPartition.Waiter waiter = new MemoryPartition.Waiter(offset, wake);
        synchronized (this) {
            if (exists(partition)) {
                MemoryPartition part = partition(partition);
                if (part.end() <= offset) {
                    part.await(waiter);
                    return () -> {
                        synchronized (MemoryLog.this) {
                            part.forget(waiter);
                        }
                    };
                }
            }
        }
        wake.run();
        return () -> {};
    }

    @Override
    public synchronized Future<List<Bounds>> bounds(Topic topic) {
        if (!available) {
            return refused(unavailable());
        }
        MemoryTopic found = topics.get(topic.name());
        return found == null
                ? refused(notFound(topic.name()))
                : Future.succeededFuture(
                        found.partitions.stream().map(MemoryPartition::bounds).toList());
    }

    @Override
    public synchronized Future<Boolean> showsAll(Partition partition) {
        return available ? Future.succeededFuture(showsAll) : refused(unavailable());
    }

    /** Whether readers see all that the leaders have. */
    public synchronized void showAll(boolean shown) {
        showsAll = shown;
    }

    @Override
    public synchronized Future<List<Long>> firstAtOrAfter(Topic topic, long recorded) {
        if (!available) {
            return refused(unavailable());
        }
        MemoryTopic found = topics.get(topic.name());
        return found == null
                ? refused(notFound(topic.name()))
                : Future.succeededFuture(found.partitions.stream()
                        .map(part -> part.firstAtOrAfter(recorded))
                        .toList());
    }

    // ---- Topics

    @Override
    public synchronized @Nullable Topic cached(String name) {
        MemoryTopic topic = topics.get(name);
        return topic == null ? null : topic.topic;
    }

    @Override
    public synchronized Future<Topic> find(String name) {
        if (reserved(name)) {
            return refused(Problem.RESERVED_TOPIC.because("the topic " + name + " is reserved"));
        }
        if (!available) {
            return refused(unavailable());
        }
        MemoryTopic topic = topics.get(name);
        return topic == null ? refused(notFound(name)) : Future.succeededFuture(topic.topic);
    }

    @Override
    public Future<Topic> current(String name) {
        return find(name);
    }

    @Override
    public synchronized Future<Topic> findOrCreate(String name) {
        Future<Topic> found = find(name);
        return available && !reserved(name) && autoCreate && !topics.containsKey(name)
                ? create(name, defaultPartitions, true).map(Created::topic)
                : found;
    }

    @Override
    public synchronized Future<Created> create(String name, int partitions, boolean window, Retention retention) {
        if (reserved(name)) {
            return refused(Problem.RESERVED_TOPIC.because("the topic " + name + " is reserved"));
        }
        if (!available) {
            return refused(unavailable());
        }
        MemoryTopic existing = topics.get(name);
        if (existing != null) {
            Topic topic = existing.topic;
            return topic.partitions() == partitions && topic.window() == window
                    ? Future.succeededFuture(new Created(topic, false))
                    : refused(Problem.TOPIC_MISMATCH.because("the topic " + name + " exists with other settings"));
        }
        Topic topic = new Topic(name, "memory-" + ++made, partitions, window, true);
        topics.put(name, new MemoryTopic(topic));
        retentions.put(name, new Retention(Retention.UNLIMITED, Retention.UNLIMITED));
        retain(name, retention);
        return Future.succeededFuture(new Created(topic, true));
    }

    private void retain(String name, Retention wanted) {
        Retention before = Objects.requireNonNull(retentions.get(name));
        retentions.put(
                name,
                new Retention(
                        wanted.millis() == null ? before.millis() : wanted.millis(),
                        wanted.bytes() == null ? before.bytes() : wanted.bytes()));
    }

    @Override
    public synchronized Future<Retention> retention(Topic topic) {
        return find(topic.name()).map(found -> Objects.requireNonNull(retentions.get(topic.name())));
    }

    @Override
    public synchronized Future<Topic> change(String name, @Nullable Integer partitions, Retention retention) {
        return find(name).compose(topic -> {
            if (partitions != null && partitions < topic.partitions()) {
                return refused(Problem.TOPIC_MISMATCH.because("the topic " + name + " has more partitions"));
            }
            if (partitions != null) {
                grow(name, partitions);
            }
            retain(name, retention);
            return find(name);
        });
    }

    @Override
    public synchronized Future<Topic> delete(String name) {
        return find(name).onSuccess(topic -> topics.remove(name));
    }

    @Override
    public synchronized Future<List<Topic>> list() {
        return available
                ? Future.succeededFuture(topics.values().stream()
                        .map(topic -> topic.topic)
                        .filter(topic -> !reserved(topic.name()))
                        .toList())
                : refused(unavailable());
    }

    @Override
    public synchronized Future<TopicSize> size(Topic topic) {
        if (!available) {
            return refused(unavailable());
        }
        MemoryTopic found = topics.get(topic.name());
        return found == null ? refused(notFound(topic.name())) : Future.succeededFuture(found.size());
    }

    @Override
    public synchronized Future<List<Measured>> measure(List<Topic> measured) {
        if (!available) {
            return refused(unavailable());
        }
        List<Measured> found = new ArrayList<>();
        for (Topic each : measured) {
            MemoryTopic topic = topics.get(each.name());
            if (topic != null) {
                found.add(new Measured(each, topic.size(), Objects.requireNonNull(retentions.get(each.name()))));
            }
        }
        return Future.succeededFuture(found);
    }

    private boolean exists(Partition partition) {
        MemoryTopic topic = topics.get(partition.topic());
        return topic != null && partition.index() < topic.partitions.size();
    }

    private MemoryPartition partition(Partition partition) {
        MemoryTopic topic = topics.get(partition.topic());
        if (topic == null) {
            throw new IllegalArgumentException("no topic " + partition.topic());
        }
        return topic.partitions.get(partition.index());
    }

    @Override
    public @Nullable Refusal nameRefusal(String name) {
        return reserved(name) ? Problem.RESERVED_TOPIC.because("the topic " + name + " is reserved") : null;
    }

    private static boolean reserved(String name) {
        return name.startsWith("playhead.") || name.startsWith("__");
    }

    private static Refusal unavailable() {
        return Problem.UNAVAILABLE.because("the log is away");
    }

    private static Refusal notFound(String topic) {
        return Problem.TOPIC_NOT_FOUND.because("there is no topic " + topic);
    }

    private static <T> Future<T> refused(Refusal refusal) {
        return Future.failedFuture(refusal.asException());
    }

    private static final class MemoryTopic {
        private final Topic topic;
        private final List<MemoryPartition> partitions;

        MemoryTopic(Topic topic) {
            this(topic, topic.all().stream().map(MemoryPartition::new).toList());
        }

        private MemoryTopic(Topic topic, List<MemoryPartition> partitions) {
            this.topic = topic;
            this.partitions = partitions;
        }

        MemoryTopic grown(int count) {
            Topic grown = new Topic(topic.name(), topic.id(), count, topic.window(), topic.appendTime());
            List<MemoryPartition> all = new ArrayList<>(partitions);
            grown.all().stream()
                    .skip(partitions.size())
                    .map(MemoryPartition::new)
                    .forEach(all::add);
            return new MemoryTopic(grown, all);
        }

        TopicSize size() {
            List<MemoryRecord> records = partitions.stream()
                    .flatMap(part -> part.readable().stream())
                    .toList();
            return new TopicSize(
                    partitions.stream().map(MemoryPartition::bounds).toList(),
                    records.stream().mapToLong(MemoryRecord::bytes).sum(),
                    records.isEmpty()
                            ? null
                            : records.stream()
                                    .mapToLong(MemoryRecord::recorded)
                                    .min()
                                    .getAsLong(),
                    records.isEmpty()
                            ? null
                            : records.stream()
                                    .mapToLong(MemoryRecord::recorded)
                                    .max()
                                    .getAsLong());
        }
    }
}
