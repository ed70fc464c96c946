package dev.playhead.stream;

/**
 * Merges partitions by (recorded, topic, partition, offset): the least head is next, and nothing is as long as a head is
 * missing. So the order depends on nothing but the records: it is the same at every run over the same bounded range, and
 * from any place in it. Partitions must be sorted by topic and number. Owned by one thread.
 */
public final class TimeMerge implements Turns {
    @Override
    public int next(Heads heads) {
        int least = NONE;
        long recorded = Heads.NOTHING;
        boolean missing = false;
        for (int index = 0; index < heads.size(); index++) {
            long head = heads.head(index);
            if (head == Heads.MISSING) {
                // No early return: the reads of all missing heads shall be under way at once
                missing = true;
            } else if (head < recorded) {
                least = index;
                recorded = head;
            }
        }
        return missing ? NONE : least;
    }

    @Override
    public int most() {
        return 1;
    }
}
