package dev.playhead.kafka.journal;

import dev.playhead.event.Problem;
import dev.playhead.log.Journal.At;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Reads values of a journal at known places once; owned by one thread, which blocks. */
final class JournalRead {
    private static final Duration POLL = Duration.ofMillis(200);

    /** The distance up to which it reads on in place of seeking: a new request costs more. */
    private static final long NEAR = 200;

    private final KafkaConsumer<String, String> consumer;
    private final TopicPartition partition;
    private final List<At> wanted;
    private final Map<String, String> found = new LinkedHashMap<>();
    private int next;

    JournalRead(KafkaConsumer<String, String> consumer, TopicPartition partition, Collection<At> wanted) {
        this.consumer = consumer;
        this.partition = partition;
        this.wanted =
                wanted.stream().sorted(Comparator.comparingLong(At::place)).toList();
    }

    /** Returns the values by key, without removed ones. */
    Map<String, String> values(Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        consumer.assign(List.of(partition));
        consumer.seek(partition, wanted.get(0).place());
        while (next < wanted.size()) {
            for (ConsumerRecord<String, String> change : consumer.poll(POLL)) {
                take(change);
            }
            long position = consumer.position(partition);
            passed(position);
            if (next < wanted.size() && wanted.get(next).place() > position + NEAR) {
                consumer.seek(partition, wanted.get(next).place());
            }
            if (System.nanoTime() - until > 0) {
                throw Problem.UNAVAILABLE
                        .because("The node cannot read the journal " + partition.topic() + " now")
                        .asException();
            }
        }
        return found;
    }

    private void take(ConsumerRecord<String, String> change) {
        passed(change.offset());
        if (next < wanted.size() && wanted.get(next).place() == change.offset()) {
            if (change.value() != null) {
                found.put(change.key(), change.value());
            }
            next++;
        }
    }

    /** Skips the places before the offset: compaction has removed their records. */
    private void passed(long offset) {
        while (next < wanted.size() && wanted.get(next).place() < offset) {
            next++;
        }
    }
}
