package dev.playhead.redis;

import dev.playhead.ingest.DuplicateWindow;
import dev.playhead.ingest.Mark;

/**
 * Numbers the pages on which the ends of claims are written, each for some hundred claims of about the same time; any
 * thread.
 *
 * <p>The claims of a page may be lost with the Redis that took them, and a page says nothing of an identity that does
 * not name it: so every page is closed when Redis goes away, and what it had is settled one by one.
 */
final class Pages {
    private static final long AGE_NANOS = 1_000_000_000;

    /** One more would take another byte in each mark. */
    private static final int LAST = (1 << 28) - 1;

    private int number;
    private int oldest = 1;
    private int claims = DuplicateWindow.MOST_ON_PAGE;
    private long openedAt;

    /** The page for so many claims more. */
    synchronized int of(int more, long nanos) {
        if (claims + more > DuplicateWindow.MOST_ON_PAGE || nanos - openedAt > AGE_NANOS) {
            if (number == LAST) {
                return Mark.NO_PAGE;
            }
            number++;
            claims = 0;
            openedAt = nanos;
        }
        claims += more;
        return number;
    }

    synchronized void closeAll() {
        oldest = number + 1;
        claims = DuplicateWindow.MOST_ON_PAGE;
    }

    synchronized boolean isOpen(int page) {
        return page != Mark.NO_PAGE && page >= oldest;
    }
}
