package dev.playhead.redis.window;

import dev.playhead.event.Partition;
import dev.playhead.ingest.DuplicateWindow;
import dev.playhead.ingest.Mark;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Numbers the pages for the results of claims. A page is for some hundred claims of about the same time and of one
 * partition. Their results come together, and Redis writes the whole page again at each addition. Any thread.
 *
 * <p>Redis may lose the claims of a page, and a page has no result for an identity that does not name it. So when Redis
 * becomes unavailable, the node closes every page, and settles its claims one by one.
 */
final class Pages {
    private static final long AGE_NANOS = 1_000_000_000;

    /** One more would take another byte in each mark; when a number comes again, its page before is long forgotten. */
    static final int NUMBERS = (1 << 28) - 1;

    /** The number of open pages at a time; further partitions share them. */
    private static final int OPEN = 256;

    private final Page[] open = Stream.generate(Page::new).limit(OPEN).toArray(Page[]::new);

    // The number of all pages, which is the index of the last, and the index of the oldest open one
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

    /** @param before the number of earlier pages */
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
