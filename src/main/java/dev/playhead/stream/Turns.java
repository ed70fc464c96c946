package dev.playhead.stream;

/** Selects the partition of the next record: the one seam between the orders of a stream. Owned by one thread. */
public interface Turns {
    /** The result when no partition has a record now. */
    int NONE = -1;

    /** Returns the index of the partition with the next head, or {@link #NONE}. */
    int next(Heads heads);

    /** Returns the number of records that may be taken at once. */
    int most();

    /** The next records of several partitions, in the order of their topics and numbers. Owned by one thread. */
    interface Heads {
        /** The time of a partition without further records. */
        long NOTHING = Long.MAX_VALUE;

        /** The next record of the partition is not at hand yet. */
        long MISSING = Long.MIN_VALUE;

        int size();

        /**
         * Returns the time of the next record of a partition, in epoch milliseconds; {@link #NOTHING}; or {@link #MISSING}
         * for one that is being loaded.
         */
        long head(int index);
    }

    /** Every partition that has something has its turn. */
    final class RoundRobin implements Turns {
        private int last = -1;

        @Override
        public int next(Heads heads) {
            for (int step = 1; step <= heads.size(); step++) {
                int index = (last + step) % heads.size();
                long head = heads.head(index);
                if (head != Heads.NOTHING && head != Heads.MISSING) {
                    last = index;
                    return index;
                }
            }
            return NONE;
        }

        @Override
        public int most() {
            return Integer.MAX_VALUE;
        }
    }
}
