package dev.playhead.redis.confirmations;

import dev.playhead.group.ConfirmationSettings;
import dev.playhead.group.Lease;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.List;

/**
 * Keeps the logs of confirmations, and nodes hold copies of them. It runs one call of a log at a time, on its own
 * clock. Calls come on any thread; Futures complete on any thread, and fail with {@code unavailable} while the store is
 * unavailable. A call whose Future failed may have run, or may run later.
 */
interface LogStore {
    /** Returns the entries after the copy's position; adds the entry if the copy then lacks none. */
    Future<LogAnswer> ask(Question question);

    /**
     * Deletes the log.
     *
     * @param keys as of {@link Question#keys()}
     */
    Future<Void> drop(List<String> keys);

    /**
     * One call of a log of confirmations.
     *
     * @param keys of the log's head, and of its group's leases
     * @param position of the copy
     * @param adds whether the call confirms any identity, even if the copy has all of them
     * @param entry identities that the copy lacks, none twice, and a mark; empty if the copy has all of them
     * @param leases under which the call confirms
     */
    record Question(
            List<String> keys, Bounds bounds, Position position, boolean adds, byte[] entry, List<Lease> leases) {}

    /**
     * Bounds the age and the size of a log of confirmations.
     *
     * @param age of a generation when it is closed, in ms
     * @param size of a generation when it is closed, in identities
     * @param expiry of an open generation after its last write, in ms
     * @param batch identities of one call
     * @param pageBytes the approximate bytes of the log in one answer
     */
    record Bounds(long age, int size, long expiry, int batch, int pageBytes) {
        /** The approximate bytes of an identity in a copy; the table has free slots. */
        static final int BYTES_AN_ID = 32;

        private static final int PAGE_BYTES = 256 << 10;

        private static final long SPARE_MILLIS = 10_000;

        static Bounds of(ConfirmationSettings settings) {
            long age = settings.retention().toMillis();
            return new Bounds(age, settings.maxIds() / 2, 2 * age + SPARE_MILLIS, settings.batch(), PAGE_BYTES);
        }
    }

    /**
     * Holds the position to which a copy has read a log.
     *
     * @param generation that the copy reads; {@link #NONE} before the first
     * @param entries of the generation that the copy has
     * @param mark the mark of the last entry of the copy, of this generation or the one before; {@code -} without one
     */
    record Position(String generation, long entries, byte[] mark) {
        /** The name of no generation. */
        static final String NONE = "0";

        @Override
        public boolean equals(Object other) {
            return other instanceof Position position
                    && generation.equals(position.generation)
                    && entries == position.entries
                    && Arrays.equals(mark, position.mark);
        }

        @Override
        public int hashCode() {
            return generation.hashCode() * 31 + (int) entries;
        }
    }
}
