package dev.playhead.group.partition;

/** What may still go into a batch, by its own limits and by the credit. Owned by one thread. */
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

    public int events() {
        return full ? 0 : events;
    }

    /** Whether an event of so many bytes fits, which is then taken; one that is too large for any batch comes alone. */
    boolean takes(long bytes) {
        if (events == 0 || bytes > ofCredit || bytes > ofBatch && !empty) {
            full = true;
            starved |= empty && bytes > ofCredit;
            return false;
        }
        return true;
    }

    void taken(long bytes) {
        empty = false;
        events--;
        ofBatch -= bytes;
        ofCredit -= bytes;
    }

    /** Whether the credit in bytes did not allow the event that was next. */
    public boolean isStarved() {
        return starved;
    }
}
