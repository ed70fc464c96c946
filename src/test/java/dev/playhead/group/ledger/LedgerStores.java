package dev.playhead.group.ledger;

import dev.playhead.event.Identity;
import dev.playhead.event.OffsetRange;
import dev.playhead.group.Attempts;
import dev.playhead.group.ParkedIndex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What outlives an owner of a partition, in one process: the log, what Redis has, and the journals. Owned by one world. */
final class LedgerStores {
    /** @param wanted whether the group's filter lets it through */
    record Row(long offset, long key, boolean keyed, Identity identity, boolean wanted) {}

    final TreeMap<Long, Row> log = new TreeMap<>();
    long end;

    boolean redisUp = true;
    boolean wasLost;
    final Set<Identity> confirmed = new HashSet<>();
    final Map<Long, Attempts.Attempt> attempts = new HashMap<>();
    final TreeSet<Long> asked = new TreeSet<>();

    final TreeMap<Long, ParkedIndex.Entry> shelf = new TreeMap<>();
    long cursor;
    List<OffsetRange> settled = List.of();
    long delivered;

    void append(Row row) {
        log.put(row.offset(), row);
        end = row.offset() + 1;
    }

    void write(Ledger ledger) {
        cursor = ledger.cursor();
        settled = ledger.settled();
        delivered = ledger.delivered();
    }

    /** Attempts that were put down and not made. */
    void takeBack(List<Attempts.Attempt> overcounted) {
        for (Attempts.Attempt attempt : overcounted) {
            if (attempt.number() == 0) {
                attempts.remove(attempt.offset());
            } else {
                attempts.put(attempt.offset(), attempt);
            }
        }
    }

    /** Redis is back, but empty. */
    void loseRedis() {
        wasLost = true;
        confirmed.clear();
        attempts.clear();
        asked.clear();
    }

    Ledger open(Rules rules) {
        return new Ledger(
                rules,
                new Restored(
                        cursor,
                        settled,
                        delivered,
                        new ArrayList<>(attempts.values()),
                        new ParkedIndex(new ArrayList<>(shelf.values()))));
    }

    static boolean covers(long cursor, List<OffsetRange> settled, long offset) {
        return offset < cursor
                || settled.stream().anyMatch(stretch -> stretch.from() <= offset && offset < stretch.to());
    }
}
