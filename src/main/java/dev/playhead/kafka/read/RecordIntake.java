package dev.playhead.kafka.read;

import dev.playhead.codec.RecordHeaders;
import dev.playhead.log.BlockBuilder;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Hands Kafka's records to a block's builder; owned by one thread, one record after the other. */
final class RecordIntake implements RecordHeaders {
    private @Nullable ConsumerRecord<byte[], byte[]> current;

    void add(BlockBuilder block, ConsumerRecord<byte[], byte[]> next) {
        current = next;
        block.add(next.offset(), next.timestamp(), next.leaderEpoch().orElse(-1), next.key(), next.value(), this);
        current = null;
    }

    /** About how much the record takes. */
    static int bytes(ConsumerRecord<byte[], byte[]> next) {
        return Math.max(0, next.serializedKeySize()) + Math.max(0, next.serializedValueSize());
    }

    @Override
    public byte @Nullable [] last(String name) {
        Header header = current == null ? null : current.headers().lastHeader(name);
        return header == null ? null : header.value();
    }

    @Override
    public void forEach(BiConsumer<String, byte[]> visitor) {
        if (current != null) {
            current.headers().forEach(header -> {
                if (header.value() != null) {
                    visitor.accept(header.key(), header.value());
                }
            });
        }
    }
}
