package dev.playhead.kafka.client;

import dev.playhead.event.Partition;
import dev.playhead.log.Bounds;
import dev.playhead.log.EventLog;
import dev.playhead.log.Topic;
import dev.playhead.log.Topics.TopicSize;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** The questions about offsets, times and sizes that are put to Kafka's admin interface; stateless, any thread. */
public final class KafkaOffsets {

    private KafkaOffsets() {}

    /** Finds the ends of the topic's partitions, with uncommitted records. */
    public static Future<List<EventLog.End>> ends(Admin admin, String topic, int partitions) {
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(index -> new TopicPartition(topic, index))
                .toList();
        return offsets(admin, all, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED)
                .map(found ->
                        all.stream().map(partition -> end(at(found, partition))).toList());
    }

    /** Tells the end of each partition that has a leader; the others are left out. */
    public static void eachEnd(Admin admin, List<Partition> partitions, BiConsumer<Partition, EventLog.End> found) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(partition -> wanted.put(kafka(partition), OffsetSpec.latest()));
        ListOffsetsResult asked = admin.listOffsets(wanted);
        partitions.forEach(partition -> asked.partitionResult(kafka(partition)).whenComplete((end, failure) -> {
            if (failure == null) {
                found.accept(partition, end(end));
            }
        }));
    }

    private static EventLog.End end(ListOffsetsResultInfo found) {
        return new EventLog.End(found.offset(), found.leaderEpoch().orElse(-1));
    }

    /** Finds the bounds, from the log's start to the last stable offset, in the order of the partitions. */
    public static Future<List<Bounds>> bounds(Admin admin, List<Partition> partitions) {
        List<TopicPartition> all = kafkas(partitions);
        return Future.all(
                        offsets(admin, all, OffsetSpec.earliest(), IsolationLevel.READ_COMMITTED),
                        offsets(admin, all, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED))
                .map(both -> {
                    Map<TopicPartition, ListOffsetsResultInfo> starts = both.resultAt(0);
                    Map<TopicPartition, ListOffsetsResultInfo> ends = both.resultAt(1);
                    return partitions.stream()
                            .map(partition -> bounds(partition, starts, ends))
                            .toList();
                });
    }

    private static Bounds bounds(
            Partition partition,
            Map<TopicPartition, ListOffsetsResultInfo> starts,
            Map<TopicPartition, ListOffsetsResultInfo> ends) {
        ListOffsetsResultInfo end = at(ends, kafka(partition));
        return new Bounds(
                partition,
                at(starts, kafka(partition)).offset(),
                end.offset(),
                end.leaderEpoch().orElse(-1));
    }

    /**
     * Finds for each partition the earliest offset recorded at or after the time; empty without one. A time before 1970
     * is the log's start: Kafka has no such times, and negative ones have another meaning in its requests.
     */
    public static Future<List<Optional<Long>>> firstAtOrAfter(Admin admin, List<Partition> partitions, long recorded) {
        OffsetSpec which = recorded <= 0 ? OffsetSpec.earliest() : OffsetSpec.forTimestamp(recorded);
        return offsets(admin, kafkas(partitions), which, IsolationLevel.READ_COMMITTED)
                .map(found -> partitions.stream()
                        .map(partition -> Optional.of(
                                        at(found, kafka(partition)).offset())
                                .filter(offset -> offset >= 0))
                        .toList());
    }

    private static Stream<Long> timestamps(Map<TopicPartition, ListOffsetsResultInfo> found) {
        return found.values().stream().map(ListOffsetsResultInfo::timestamp).filter(timestamp -> timestamp >= 0);
    }

    /** Measures the topic: its offsets, its bytes, and its recorded times. */
    public static Future<TopicSize> size(Admin admin, Topic topic) {
        return measured(admin, kafkas(topic.all()), KafkaOffsets::offsets).map(found -> size(topic, found));
    }

    /** Measures all of them together, by name; those with a partition that Kafka does not answer for are left out. */
    public static Future<Map<String, TopicSize>> sizes(Admin admin, List<Topic> topics) {
        List<TopicPartition> all =
                topics.stream().flatMap(topic -> kafkas(topic.all()).stream()).toList();
        return measured(admin, all, KafkaOffsets::answered).map(found -> {
            Map<String, TopicSize> sizes = new HashMap<>();
            for (Topic topic : topics) {
                List<TopicPartition> own = kafkas(topic.all());
                boolean whole = IntStream.range(0, 4)
                        .allMatch(each -> found.<Map<TopicPartition, ListOffsetsResultInfo>>resultAt(each)
                                .keySet()
                                .containsAll(own));
                if (whole) {
                    sizes.put(topic.name(), size(topic, found));
                }
            }
            return sizes;
        });
    }

    /** Asks Kafka for offsets of partitions. */
    private interface Asking {
        Future<Map<TopicPartition, ListOffsetsResultInfo>> ask(
                Admin admin, Collection<TopicPartition> partitions, OffsetSpec which, IsolationLevel isolation);
    }

    /** Results: the starts, the ends, the first and the last timestamps, and the bytes on disk of all partitions. */
    private static CompositeFuture measured(Admin admin, List<TopicPartition> partitions, Asking asking) {
        return Future.all(
                asking.ask(admin, partitions, OffsetSpec.earliest(), IsolationLevel.READ_COMMITTED),
                asking.ask(admin, partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED),
                asking.ask(admin, partitions, OffsetSpec.forTimestamp(0), IsolationLevel.READ_COMMITTED),
                asking.ask(admin, partitions, OffsetSpec.maxTimestamp(), IsolationLevel.READ_UNCOMMITTED),
                onDisk(admin));
    }

    private static TopicSize size(Topic topic, CompositeFuture found) {
        List<TopicPartition> own = kafkas(topic.all());
        Map<TopicPartition, Long> bytes = found.resultAt(4);
        return new TopicSize(
                topic.all().stream()
                        .map(partition -> bounds(partition, found.resultAt(0), found.resultAt(1)))
                        .toList(),
                own.stream()
                        .mapToLong(partition -> bytes.getOrDefault(partition, 0L))
                        .sum(),
                timestamps(of(own, found.resultAt(2))).min(Long::compare).orElse(null),
                timestamps(of(own, found.resultAt(3))).max(Long::compare).orElse(null));
    }

    private static Map<TopicPartition, ListOffsetsResultInfo> of(
            List<TopicPartition> partitions, Map<TopicPartition, ListOffsetsResultInfo> all) {
        Map<TopicPartition, ListOffsetsResultInfo> own = new HashMap<>();
        partitions.forEach(partition -> own.put(partition, at(all, partition)));
        return own;
    }

    /** The offsets of the partitions that Kafka answers for. */
    private static Future<Map<TopicPartition, ListOffsetsResultInfo>> answered(
            Admin admin, Collection<TopicPartition> partitions, OffsetSpec which, IsolationLevel isolation) {
        ListOffsetsResult asked = ask(admin, partitions, which, isolation);
        Map<TopicPartition, ListOffsetsResultInfo> found = new ConcurrentHashMap<>();
        return Future.join(partitions.stream()
                        .map(partition -> KafkaFailures.future(asked.partitionResult(partition))
                                .onSuccess(offset -> found.put(partition, offset)))
                        .toList())
                .transform(ended -> Future.succeededFuture(found));
    }

    /** The bytes of the largest copy of each partition. */
    private static Future<Map<TopicPartition, Long>> onDisk(Admin admin) {
        return KafkaFailures.future(admin.describeCluster().nodes())
                .compose(nodes -> KafkaFailures.future(admin.describeLogDirs(
                                nodes.stream().map(node -> node.id()).toList())
                        .allDescriptions()))
                .map(brokers -> {
                    Map<TopicPartition, Long> largest = new HashMap<>();
                    brokers.values().forEach(directories -> directories.values().forEach(directory -> directory
                            .replicaInfos()
                            .forEach((partition, replica) -> largest.merge(partition, replica.size(), Math::max))));
                    return largest;
                });
    }

    private static Future<Map<TopicPartition, ListOffsetsResultInfo>> offsets(
            Admin admin, Collection<TopicPartition> partitions, OffsetSpec which, IsolationLevel isolation) {
        return KafkaFailures.future(ask(admin, partitions, which, isolation).all());
    }

    private static ListOffsetsResult ask(
            Admin admin, Collection<TopicPartition> partitions, OffsetSpec which, IsolationLevel isolation) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(partition -> wanted.put(partition, which));
        return admin.listOffsets(wanted, new ListOffsetsOptions(isolation));
    }

    private static ListOffsetsResultInfo at(
            Map<TopicPartition, ListOffsetsResultInfo> found, TopicPartition partition) {
        return Objects.requireNonNull(found.get(partition), "Kafka answered for other partitions than were asked");
    }

    private static List<TopicPartition> kafkas(List<Partition> partitions) {
        return partitions.stream().map(KafkaOffsets::kafka).toList();
    }

    public static TopicPartition kafka(Partition partition) {
        return new TopicPartition(partition.topic(), partition.index());
    }
}
