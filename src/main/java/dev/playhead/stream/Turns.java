package dev.playhead.stream;

/** Selects the partition of the next record: the one seam between the orders of a stream. Owned by one thread. */
public interface Turns {
    /** The result when no partition has a record now. */
    int NONE = -1;

    /** Returns the index of the partition with the next head, or {@link #NONE}. */
    int next(TimeMerge.Heads heads);

    /** Returns the number of records that may be taken at once. */
    int most();

    /** Every partition that has something has its turn. */
    final class RoundRobin implements Turns {
        private int last = -1;

        @Override
        public int next(TimeMerge.Heads heads) {
            for (int step = 1; step <= heads.size(); step++) {
                int index = (last + step) % heads.size();
                long head = heads.head(index);
                if (head != TimeMerge.Heads.NOTHING && head != TimeMerge.Heads.MISSING) {
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
