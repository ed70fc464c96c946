package dev.playhead.log;

import dev.playhead.codec.RecordPresenter;
import java.util.Arrays;

/**
 * Holds the records of a block in columns; the rows of a block never change.
 *
 * @param count the number of records; the columns may be longer
 * @param epochs the epoch of the leader that wrote each record; -1 if it is unknown
 * @param starts the begin of each delivery in the block's text, and one more for the next
 * @param events the begin of each event in the text
 * @param keys the hash of each record's key; 0 without a key
 * @param names the attributes of each event
 */
@SuppressWarnings("ArrayRecordComponent") // columns, never compared
record Rows(
        int count,
        long[] offsets,
        long[] recorded,
        int[] epochs,
        int[] starts,
        int[] events,
        long[] keys,
        Names names) {

    /**
     * The attributes of the events.
     *
     * @param ids the place of each id in its event, as {@link dev.playhead.codec.TextSlice} has it; {@code subjects} alike
     */
    @SuppressWarnings("ArrayRecordComponent") // columns, never compared
    record Names(long[] ids, long[] subjects, String[] sources, String[] types) {
        static Names ofCapacity(int rows) {
            return new Names(new long[rows], new long[rows], new String[rows], new String[rows]);
        }

        private Names resized(int rows) {
            return new Names(
                    Arrays.copyOf(ids, rows),
                    Arrays.copyOf(subjects, rows),
                    Arrays.copyOf(sources, rows),
                    Arrays.copyOf(types, rows));
        }

        private void put(int at, Names others, int count) {
            System.arraycopy(others.ids, 0, ids, at, count);
            System.arraycopy(others.subjects, 0, subjects, at, count);
            System.arraycopy(others.sources, 0, sources, at, count);
            System.arraycopy(others.types, 0, types, at, count);
        }
    }

    static Rows ofCapacity(int rows) {
        return new Rows(
                rows,
                new long[rows],
                new long[rows],
                new int[rows],
                new int[rows + 1],
                new int[rows],
                new long[rows],
                Names.ofCapacity(rows));
    }

    /** Returns the first {@code rows} rows; copies them only if much room would be unused. */
    Rows first(int rows) {
        return rows > count / 4 * 3
                ? new Rows(rows, offsets, recorded, epochs, starts, events, keys, names)
                : resized(rows);
    }

    /** The first {@code rows} rows, with room for as many as that. */
    Rows resized(int rows) {
        return new Rows(
                rows,
                Arrays.copyOf(offsets, rows),
                Arrays.copyOf(recorded, rows),
                Arrays.copyOf(epochs, rows),
                Arrays.copyOf(starts, rows + 1),
                Arrays.copyOf(events, rows),
                Arrays.copyOf(keys, rows),
                names.resized(rows));
    }

    /** Records the properties of the event that was presented last. */
    void describe(int row, RecordPresenter presented) {
        names.ids[row] = presented.id();
        names.subjects[row] = presented.subject();
        names.sources[row] = presented.source();
        names.types[row] = presented.type();
    }

    /** Returns these rows and then the others, with the text of the others {@code shift} bytes further on. */
    Rows followedBy(Rows others, int shift) {
        int before = count();
        int more = others.count();
        Rows both = resized(before + more);
        System.arraycopy(others.offsets, 0, both.offsets, before, more);
        System.arraycopy(others.recorded, 0, both.recorded, before, more);
        System.arraycopy(others.epochs, 0, both.epochs, before, more);
        System.arraycopy(others.keys, 0, both.keys, before, more);
        both.names.put(before, others.names, more);
        for (int row = 0; row < more; row++) {
            both.starts[before + row] = shift + others.starts[row];
            both.events[before + row] = shift + others.events[row];
        }
        both.starts[before + more] = shift + others.starts[more];
        return both;
    }
}
