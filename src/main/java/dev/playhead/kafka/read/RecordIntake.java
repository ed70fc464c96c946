package dev.playhead.kafka.read;

import dev.playhead.codec.RecordHeaders;
import dev.playhead.log.BlockBuilder;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Hands Kafka's records to a block's builder; owned by one thread, one record after the other. The builder keeps none of
 * their bytes, so records of one length share an array.
 */
final class RecordIntake implements RecordHeaders {
    private final KeptArrays keys = new KeptArrays();
    private final KeptArrays values = new KeptArrays();
    private @Nullable ConsumerRecord<ByteBuffer, ByteBuffer> current;

    void add(BlockBuilder block, ConsumerRecord<ByteBuffer, ByteBuffer> next) {
        current = next;
        block.add(
                next.offset(),
                next.timestamp(),
                next.leaderEpoch().orElse(-1),
                keys.bytes(next.key()),
                values.bytes(next.value()),
                this);
        current = null;
    }

    /** Returns the approximate bytes of the record. */
    static int bytes(ConsumerRecord<ByteBuffer, ByteBuffer> next) {
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

    /** Owns arrays to copy bytes into, of a bounded number of lengths. */
    private static final class KeptArrays {
        private static final int LENGTHS = 512;
        private static final int LONGEST = 4096;

        private final byte[] @Nullable [] kept = new byte[LENGTHS][];

        /** The bytes, in an array that later ones of the same length overwrite. */
        byte @Nullable [] bytes(@Nullable ByteBuffer from) {
            if (from == null) {
                return null;
            }
            byte[] bytes = ofLength(from.remaining());
            from.get(from.position(), bytes);
            return bytes;
        }

        private byte[] ofLength(int length) {
            if (length > LONGEST) {
                return new byte[length];
            }
            int place = length % LENGTHS;
            byte[] bytes = kept[place];
            if (bytes == null || bytes.length != length) {
                bytes = new byte[length];
                kept[place] = bytes;
            }
            return bytes;
        }
    }
}
