package dev.playhead.log;

import dev.playhead.codec.RecordHeaders;
import dev.playhead.codec.RecordPresenter;
import dev.playhead.codec.TraceContext;
import dev.playhead.codec.Utf8Buffer;
import dev.playhead.event.Partition;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Gathers consecutive records of one partition and makes one {@link Block} of them; owned by one thread. */
public final class BlockBuilder {
    private static final byte[] RECORDED = ",\"recorded\":\"".getBytes(StandardCharsets.UTF_8);
    private static final byte[] EVENT = ",\"event\":".getBytes(StandardCharsets.UTF_8);

    private static final ThreadLocal<Desk> DESKS = ThreadLocal.withInitial(Desk::new);

    private static final int USUAL_BYTES = 400;

    /** The bytes around an event in a delivery, without the topic's name. */
    private static final int AROUND = 96;

    private final Partition partition;
    private final long base;
    private final byte[] prefix;
    private final int bytes;
    private final Desk desk = DESKS.get();
    private final Buffer text;
    private Rows rows;
    private int count;
    private int leaderEpoch = -1;
    private long lastRecorded = -1;
    private byte[] lastRecordedText = {};

    /** A block that begins at the offset {@code base} and will take about {@code bytes} bytes. */
    public BlockBuilder(Partition partition, long base, int bytes) {
        this(partition, base, bytes, 16 + bytes / USUAL_BYTES);
    }

    private BlockBuilder(Partition partition, long base, int bytes, int rows) {
        this.partition = partition;
        this.base = base;
        this.prefix = ("{\"topic\":\"" + partition.topic() + "\",\"partition\":" + partition.index() + ",\"offset\":")
                .getBytes(StandardCharsets.UTF_8);
        this.bytes = bytes;
        this.text = Buffer.buffer(bytes);
        this.rows = Rows.ofCapacity(rows);
    }

    /** Makes a builder with the exact size for this number of records, and for these bytes of their keys and values. */
    public static BlockBuilder sized(Partition partition, long base, int records, int bytes) {
        int around = AROUND + partition.topic().length();
        return new BlockBuilder(partition, base, bytes + records * around, Math.max(1, records));
    }

    public int count() {
        return count;
    }

    /** The bytes gathered so far. */
    public int bytes() {
        return text.length();
    }

    /** Returns one past the last added record; the base without one. */
    public long next() {
        return count == 0 ? base : rows.offsets()[count - 1] + 1;
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
        if (count == rows.count()) {
            rows = rows.resized(count * 2);
        }
        Utf8Buffer record = desk.record();
        record.put(prefix)
                .put(offset)
                .put(RECORDED)
                .put(recordedText(timestamp))
                .put((byte) '"');
        trace(record, headers);
        record.put(EVENT);
        rows.offsets()[count] = offset;
        rows.recorded()[count] = timestamp;
        rows.epochs()[count] = epoch;
        rows.events()[count] = text.length() + record.length();
        rows.keys()[count] = KeyHash.of(key);
        RecordPresenter presenter = desk.presenter;
        presenter.write(record, partition.topic(), partition.index(), offset, timestamp, key, value, headers);
        rows.describe(count, presenter);
        record.put((byte) '}').put((byte) ',');
        text.appendBytes(record.array(), 0, record.length());
        leaderEpoch = Math.max(leaderEpoch, epoch);
        count++;
        rows.starts()[count] = text.length();
    }

    /** The block of all that was added, covering the offsets up to {@code next}, exclusive; nothing more can be added. */
    public Block build(long next) {
        desk.release();
        boolean fits = text.length() <= bytes && text.length() > bytes / 4 * 3; // else there is room to give back
        return new Block(partition, leaderEpoch, base, next, rows.first(count), fits ? text : text.copy());
    }

    /** Writes the trace of the request that brought the event; most records have none. */
    private static void trace(Utf8Buffer record, RecordHeaders headers) {
        TraceContext trace = TraceContext.of(headers);
        if (trace != null) {
            record.put(",\"traceparent\":").quoted(trace.traceparent());
            if (trace.tracestate() != null) {
                record.put(",\"tracestate\":").quoted(trace.tracestate());
            }
        }
    }

    private byte[] recordedText(long timestamp) {
        if (timestamp != lastRecorded) {
            lastRecorded = timestamp;
            lastRecordedText = new Utf8Buffer(32).instant(timestamp).toBytes();
        }
        return lastRecordedText;
    }

    /** Keeps the working memory of one thread from block to block: texts that repeat, and room to write. */
    private static final class Desk {
        private static final int ROOM = 1024;
        private static final int MOST_KEPT = 1 << 16;

        final RecordPresenter presenter = new RecordPresenter();
        private Utf8Buffer record = new Utf8Buffer(ROOM);

        Utf8Buffer record() {
            record.clear();
            return record;
        }

        void release() {
            presenter.release();
            if (record.array().length > MOST_KEPT) {
                record = new Utf8Buffer(ROOM);
            }
        }
    }
}
