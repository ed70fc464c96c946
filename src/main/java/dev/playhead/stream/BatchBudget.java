package dev.playhead.stream;

import dev.playhead.log.Block;

/** Counts down the events and bytes of one batch, by its own limits and by the credit. Owned by one thread. */
public final class BatchBudget {
    private int events;
    private long ofBatch;
    private long ofCredit;
    private boolean empty = true;
    private boolean full;
    private boolean starved;

    public BatchBudget(int events, long ofBatch, long ofCredit) {
        this.events = events;
        this.ofBatch = ofBatch;
        this.ofCredit = ofCredit;
    }

    /** Returns the number of events that may follow; 0 after an event that did not fit. */
    public int events() {
        return full ? 0 : events;
    }

    /** Closes the batch: no event may follow. */
    public void close() {
        full = true;
    }

    /** Returns whether an event of this size fits; an event above the size of a batch comes alone. */
    public boolean takes(long bytes) {
        if (events == 0 || bytes > ofCredit || bytes > ofBatch && !empty) {
            full = true;
            starved |= empty && bytes > ofCredit;
            return false;
        }
        return true;
    }

    /** An event of so many bytes goes into the batch. */
    public void taken(long bytes) {
        taken(1, bytes);
    }

    private void taken(int count, long bytes) {
        empty = false;
        events -= count;
        ofBatch -= bytes;
        ofCredit -= bytes;
    }

    /** Takes as many of the records [from, to) as fit, from the first on; returns one past the last. */
    public int fill(Block block, int from, int to) {
        int most = Math.min(to, from + Math.min(events(), to - from));
        int reached = fitting(block, from, most);
        if (reached < most) {
            reached = reached == from && takes(Batch.bytesOf(block, from, from + 1)) ? from + 1 : reached;
            full = true;
        }
        if (reached > from) {
            taken(reached - from, Batch.bytesOf(block, from, reached));
        }
        return reached;
    }

    private int fitting(Block block, int from, int to) {
        long most = Math.min(ofBatch, ofCredit);
        if (to > from && Batch.bytesOf(block, from, to) <= most) {
            return to;
        }
        int fits = from;
        int tooMany = to;
        while (tooMany - fits > 1) {
            int middle = (fits + tooMany) >>> 1;
            if (Batch.bytesOf(block, from, middle) <= most) {
                fits = middle;
            } else {
                tooMany = middle;
            }
        }
        return fits;
    }

    /** Returns whether the next event exceeded the credit in bytes. */
    public boolean isStarved() {
        return starved;
    }
}
