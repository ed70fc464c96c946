package dev.playhead.redis.window;

import dev.playhead.event.Partition;
import dev.playhead.ingest.DuplicateWindow;
import dev.playhead.ingest.Mark;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Numbers the pages on which the ends of claims are written, each for some hundred claims of about the same time and of one
 * partition, whose ends come together: what is added to a page makes Redis write all of it down again. Any thread.
 *
 * <p>The claims of a page may be lost with the Redis that took them, and a page says nothing of an identity that does
 * not name it: so every page is closed when Redis goes away, and what it had is settled one by one.
 */
final class Pages {
    private static final long AGE_NANOS = 1_000_000_000;

    /** One more would take another byte in each mark; when a number comes again, its page before is long forgotten. */
    static final int NUMBERS = (1 << 28) - 1;

    /** The number of open pages at a time; further partitions share them. */
    private static final int OPEN = 256;

    private final Page[] open = Stream.generate(Page::new).limit(OPEN).toArray(Page[]::new);

    // How many pages there have been, which is the place of the last, and the place of the oldest that is not closed
    private long last;
    private long oldest;

    private static final class Page {
        private int number;
        private int claims = DuplicateWindow.MOST_ON_PAGE;
        private long openedAt;

        boolean hasRoom(int more, long nanos) {
            return claims + more <= DuplicateWindow.MOST_ON_PAGE && nanos - openedAt <= AGE_NANOS;
        }
    }

    Pages() {
        this(0);
    }

    /** @param before how many pages there have been */
    Pages(long before) {
        last = before;
        oldest = before + 1;
    }

    /** The page for so many claims more. */
    synchronized int of(Partition partition, int more, long nanos) {
        Page page = open[Math.floorMod(partition.hashCode(), OPEN)];
        if (!page.hasRoom(more, nanos)) {
            page.number = (int) (last++ % NUMBERS) + 1;
            page.claims = 0;
            page.openedAt = nanos;
        }
        page.claims += more;
        return page.number;
    }

    synchronized void closeAll() {
        oldest = last + 1;
        Arrays.stream(open).forEach(page -> page.claims = DuplicateWindow.MOST_ON_PAGE);
    }

    synchronized boolean isOpen(int page) {
        return page != Mark.NO_PAGE && last - Math.floorMod(last - page, NUMBERS) >= oldest;
    }
}
