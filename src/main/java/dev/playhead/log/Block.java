package dev.playhead.log;

import dev.playhead.codec.TextSlice;
import dev.playhead.event.Attributes;
import dev.playhead.event.EventId;
import dev.playhead.event.Identity;
import dev.playhead.event.Partition;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/**
 * Holds an immutable run of consecutive records of one partition, decoded once and shared by all readers. It covers the
 * offsets in [base, next); offsets without a record (compacted away, control records) are holes in it.
 *
 * <p>The text holds the records' deliveries as they stand in a frame, with a comma between each two:
 *
 * <pre>
 * {"topic":"orders","partition":0,"offset":7,"recorded":"…","event":{…}},{"topic":…
 * ^ starts[0]                                               ^ events[0]  ^ starts[1]
 * </pre>
 *
 * Delivery i ends one byte before starts[i + 1]; its event ends one byte before that, before the closing brace.
 */
public final class Block {
    /** The bytes of {@code "event":}. */
    private static final int EVENT_MEMBER = 8;

    private final Partition partition;
    private final int leaderEpoch;
    private final long base;
    private final long next;
    private final Rows rows;
    private final Buffer text;

    Block(Partition partition, int leaderEpoch, long base, long next, Rows rows, Buffer text) {
        this.partition = partition;
        this.leaderEpoch = leaderEpoch;
        this.base = base;
        this.next = next;
        this.rows = rows;
        this.text = text;
    }

    public Partition partition() {
        return partition;
    }

    /** Returns the epoch of the leader that wrote the last record; -1 if it is unknown. */
    public int leaderEpoch() {
        return leaderEpoch;
    }

    public long base() {
        return base;
    }

    /** One past the last offset covered. */
    public long next() {
        return next;
    }

    /** Returns the number of records; 0 for a hole. */
    public int count() {
        return rows.count();
    }

    public long offset(int index) {
        return rows.offsets()[index];
    }

    /** The record's timestamp in epoch milliseconds. */
    public long recorded(int index) {
        return rows.recorded()[index];
    }

    /** Returns the epoch of the leader that wrote the record; -1 if it is unknown. */
    public int leaderEpoch(int index) {
        return rows.epochs()[index];
    }

    /** Returns the hash of the record's key; 0 without a key. All records of a key have the same hash. */
    public long key(int index) {
        return rows.keys()[index];
    }

    /** Finds the first record at or after the offset; {@link #count()} without one. */
    public int indexOf(long offset) {
        long[] offsets = rows.offsets();
        int count = rows.count();
        int guess = (int) Math.min(Math.max(offset - base, 0), count);
        if (guess < count && offsets[guess] == offset) {
            return guess;
        }
        int found = Arrays.binarySearch(offsets, 0, count, offset);
        return found >= 0 ? found : -found - 1;
    }

    /** Finds the record at the offset; -1 without one. */
    public int rowAt(long offset) {
        int row = indexOf(offset);
        return row < count() && offset(row) == offset ? row : -1;
    }

    /** The deliveries of the records in [from, to), with commas between them; shared bytes, not a copy. */
    public Buffer deliveries(int from, int to) {
        return text.slice(rows.starts()[from], rows.starts()[to] - 1);
    }

    /** Returns the length of {@link #deliveries(int, int)} in bytes. */
    public int deliveryBytes(int from, int to) {
        return rows.starts()[to] - 1 - rows.starts()[from];
    }

    /** Returns the record's delivery up to the place of its attempt's members; shared bytes, not a copy. */
    public Buffer deliveryHead(int index) {
        return text.slice(rows.starts()[index], rows.events()[index] - EVENT_MEMBER);
    }

    /** Returns the rest of the delivery after {@link #deliveryHead(int)}; shared bytes, not a copy. */
    public Buffer deliveryTail(int index) {
        return text.slice(rows.events()[index] - EVENT_MEMBER, rows.starts()[index + 1] - 1);
    }

    /** The record's CloudEvent in JSON; shared bytes, not a copy. */
    public Buffer event(int index) {
        return text.slice(rows.events()[index], rows.starts()[index + 1] - 2);
    }

    /** The record's attributes, for filters, to be asked by one thread. */
    public Attributes attributes(int index) {
        return new BlockAttributes(rows, text, index);
    }

    /** The name of the record's event. */
    public EventId eventId(int index) {
        return new EventId(rows.names().sources()[index], id(index));
    }

    /** The id of the record's event. */
    public String id(int index) {
        return TextSlice.read(text, rows.events()[index], rows.names().ids()[index]);
    }

    /** The source of the record's event; the same String for many. */
    public String source(int index) {
        return rows.names().sources()[index];
    }

    /** The record's event in 128 bits; reckoned anew at each call. */
    public Identity identity(int index) {
        return Identity.of(
                rows.names().sources()[index],
                TextSlice.bytes(text, rows.events()[index], rows.names().ids()[index]));
    }

    /** Estimates the memory of the block, in bytes. */
    public int weight() {
        return text.length() + 60 * count() + 400;
    }

    /** Joins two blocks; the second begins at the end of the first. */
    public static Block join(Block first, Block second) {
        if (!first.partition.equals(second.partition) || first.next != second.base) {
            throw new IllegalArgumentException(first.partition + " up to " + first.next + " does not go on with "
                    + second.partition + " from " + second.base);
        }
        int before = first.text.length();
        return new Block(
                first.partition,
                Math.max(first.leaderEpoch, second.leaderEpoch),
                first.base,
                second.next,
                first.rows.followedBy(second.rows, before),
                Buffer.buffer(before + second.text.length())
                        .appendBuffer(first.text)
                        .appendBuffer(second.text));
    }
}
