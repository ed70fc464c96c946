package dev.playhead.kafka.client;

import dev.playhead.event.Partition;
import dev.playhead.log.Bounds;
import dev.playhead.log.EventLog;
import dev.playhead.log.Topic;
import dev.playhead.log.Topics.TopicSize;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
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
                            .map(partition -> {
                                ListOffsetsResultInfo end = at(ends, kafka(partition));
                                return new Bounds(
                                        partition,
                                        at(starts, kafka(partition)).offset(),
                                        end.offset(),
                                        end.leaderEpoch().orElse(-1));
                            })
                            .toList();
                });
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

    public static Future<Optional<Long>> firstRecorded(Admin admin, List<TopicPartition> partitions) {
        return offsets(admin, partitions, OffsetSpec.forTimestamp(0), IsolationLevel.READ_COMMITTED)
                .map(found -> timestamps(found).min(Long::compare));
    }

    public static Future<Optional<Long>> lastRecorded(Admin admin, List<TopicPartition> partitions) {
        return offsets(admin, partitions, OffsetSpec.maxTimestamp(), IsolationLevel.READ_UNCOMMITTED)
                .map(found -> timestamps(found).max(Long::compare));
    }

    private static java.util.stream.Stream<Long> timestamps(Map<TopicPartition, ListOffsetsResultInfo> found) {
        return found.values().stream().map(ListOffsetsResultInfo::timestamp).filter(timestamp -> timestamp >= 0);
    }

    /** Measures the topic: its offsets, its bytes, and its recorded times. */
    public static Future<TopicSize> size(Admin admin, Topic topic) {
        List<TopicPartition> partitions = kafkas(topic.all());
        return Future.all(
                        bounds(admin, topic.all()),
                        bytes(admin, partitions),
                        lastRecorded(admin, partitions),
                        firstRecorded(admin, partitions))
                .map(all -> {
                    List<Bounds> bounds = all.resultAt(0);
                    Optional<Long> last = all.resultAt(2);
                    Optional<Long> first = all.resultAt(3);
                    return new TopicSize(bounds, all.<Long>resultAt(1), first.orElse(null), last.orElse(null));
                });
    }

    /** Measures the bytes of the partitions on disk, each counted once. */
    public static Future<Long> bytes(Admin admin, Collection<TopicPartition> partitions) {
        return KafkaFailures.future(admin.describeCluster().nodes())
                .compose(nodes -> KafkaFailures.future(admin.describeLogDirs(
                                nodes.stream().map(node -> node.id()).toList())
                        .allDescriptions()))
                .map(brokers -> {
                    Map<TopicPartition, Long> largest = new HashMap<>();
                    brokers.values().forEach(directories -> directories.values().forEach(directory -> directory
                            .replicaInfos()
                            .forEach((partition, replica) -> largest.merge(partition, replica.size(), Math::max))));
                    return partitions.stream()
                            .mapToLong(partition -> largest.getOrDefault(partition, 0L))
                            .sum();
                });
    }

    private static Future<Map<TopicPartition, ListOffsetsResultInfo>> offsets(
            Admin admin, Collection<TopicPartition> partitions, OffsetSpec which, IsolationLevel isolation) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(partition -> wanted.put(partition, which));
        return KafkaFailures.future(
                admin.listOffsets(wanted, new ListOffsetsOptions(isolation)).all());
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
