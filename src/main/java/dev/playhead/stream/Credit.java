package dev.playhead.stream;

/**
 * Counts the unspent demand of a subscriber in events and, after its first grant of bytes, in bytes. Grants add up and
 * saturate; at every moment granted = unspent + sent, and none of them is ever negative. Owned by one thread.
 */
public final class Credit {
    private long granted;
    private long sent;
    private long grantedBytes;
    private long sentBytes;
    private boolean inBytes;
    private boolean starved;

    /** Adds credit of so many events; more than 0. */
    public void grant(long events) {
        positive(events);
        granted = saturated(granted, events);
    }

    /** Adds credit in bytes; from the first of it on, bytes are counted, those sent before are not. */
    public void grantBytes(long bytes) {
        positive(bytes);
        inBytes = true;
        starved = false;
        grantedBytes = saturated(grantedBytes, bytes);
    }

    /** Returns the number of events that may be sent now. */
    public long events() {
        return granted - sent;
    }

    /** Returns the number of bytes that may be sent now. */
    public long bytes() {
        return inBytes ? grantedBytes - sentBytes : Long.MAX_VALUE;
    }

    public boolean isSpent() {
        return sent == granted || inBytes && sentBytes == grantedBytes;
    }

    /** Notes that the next event exceeds the credit in bytes. */
    public void starve() {
        starved = true;
    }

    /** Returns whether the client has added no bytes, and got no event, since the next event was too large. */
    public boolean isStarved() {
        return starved;
    }

    public void spend(long events, long bytes) {
        if (events < 0 || bytes < 0 || events > events() || bytes > bytes()) {
            throw new IllegalStateException(
                    "sent " + events + " events, " + bytes + " bytes on a credit of " + events() + ", " + bytes());
        }
        sent += events;
        starved = false;
        if (inBytes) {
            sentBytes += bytes;
        }
    }

    public long granted() {
        return granted;
    }

    public long sent() {
        return sent;
    }

    private static void positive(long amount) {
        if (amount < 1) {
            throw new IllegalArgumentException("credit of " + amount + ": it takes 1 and more");
        }
    }

    private static long saturated(long before, long more) {
        return before > Long.MAX_VALUE - more ? Long.MAX_VALUE : before + more;
    }
}
