package dev.playhead.log;

import dev.playhead.codec.RecordHeaders;
import dev.playhead.codec.RecordPresenter;
import dev.playhead.codec.Utf8Buffer;
import dev.playhead.event.Partition;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Gathers consecutive records of one partition and makes one {@link Block} of them; owned by one thread. */
public final class BlockBuilder {
    private static final byte[] RECORDED = ",\"recorded\":\"".getBytes(StandardCharsets.UTF_8);
    private static final byte[] EVENT = "\",\"event\":".getBytes(StandardCharsets.UTF_8);

    private final Partition partition;
    private final long base;
    private final byte[] prefix;
    private final Utf8Buffer text;
    private long[] offsets = new long[64];
    private long[] recorded = new long[64];
    private int[] starts = new int[65];
    private int[] events = new int[64];
    private int count;
    private int leaderEpoch = -1;
    private long lastRecorded = -1;
    private byte[] lastRecordedText = {};

    /** A block that begins at the offset {@code base} and will take about {@code bytes} bytes. */
    public BlockBuilder(Partition partition, long base, int bytes) {
        this.partition = partition;
        this.base = base;
        this.prefix = ("{\"topic\":\"" + partition.topic() + "\",\"partition\":" + partition.index() + ",\"offset\":")
                .getBytes(StandardCharsets.UTF_8);
        this.text = new Utf8Buffer(bytes);
    }

    public int count() {
        return count;
    }

    /** The bytes gathered so far. */
    public int bytes() {
        return text.length();
    }

    /** One past the last record added; the base where there is none. */
    public long next() {
        return count == 0 ? base : offsets[count - 1] + 1;
    }

    public void add(
            long offset,
            long timestamp,
            int epoch,
            byte @Nullable [] key,
            byte @Nullable [] value,
            RecordHeaders headers) {
        if (offset < next()) {
            throw new IllegalArgumentException(partition + ": offset " + offset + " after " + (next() - 1));
        }
        grow();
        offsets[count] = offset;
        recorded[count] = timestamp;
        starts[count] = text.length();
        text.put(prefix).put(offset).put(RECORDED).put(recordedText(timestamp)).put(EVENT);
        events[count] = text.length();
        RecordPresenter.write(text, partition.topic(), partition.index(), offset, timestamp, key, value, headers);
        text.put((byte) '}').put((byte) ',');
        leaderEpoch = Math.max(leaderEpoch, epoch);
        count++;
        starts[count] = text.length();
    }

    /** The block of all that was added, covering the offsets up to {@code next}, exclusive. */
    public Block build(long next) {
        return new Block(
                partition,
                leaderEpoch,
                base,
                next,
                Arrays.copyOf(offsets, count),
                Arrays.copyOf(recorded, count),
                Arrays.copyOf(starts, count + 1),
                Arrays.copyOf(events, count),
                Buffer.buffer(text.toBytes()));
    }

    private byte[] recordedText(long timestamp) {
        if (timestamp != lastRecorded) {
            lastRecorded = timestamp;
            lastRecordedText = Instant.ofEpochMilli(timestamp).toString().getBytes(StandardCharsets.UTF_8);
        }
        return lastRecordedText;
    }

    private void grow() {
        if (count == offsets.length) {
            int capacity = count * 2;
            offsets = Arrays.copyOf(offsets, capacity);
            recorded = Arrays.copyOf(recorded, capacity);
            starts = Arrays.copyOf(starts, capacity + 1);
            events = Arrays.copyOf(events, capacity);
        }
    }
}
