package dev.playhead.kafka.journal;

import dev.playhead.log.Journal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Owns the follower's notices by key, so that it can take back the ones that the log has lost; owned by the follower's
 * thread. After a cut, the follower reads the journal again from its beginning. When it has read the rest, it removes
 * or replaces the notices from the cut on at once. All other notices stay.
 */
final class Retelling {
    private final Journal.Changes changes;
    private final Map<String, Long> told = new HashMap<>();
    private final Set<String> doubtful = new HashSet<>();
    private final Map<String, Kept> kept = new LinkedHashMap<>();
    private long doubtfulFrom;
    private long readAgainTo = -1;

    /** Holds the last value of a key in the remaining journal. */
    private record Kept(long offset, String value) {}

    Retelling(Journal.Changes changes) {
        this.changes = changes;
    }

    /** A record of the journal, in the order of the log; an absent value removes its key. */
    void tell(String key, @Nullable String value, long offset) {
        if (offset >= readAgainTo) {
            finish();
            tellNow(key, value, offset);
        } else {
            if (offset >= doubtfulFrom && told.containsKey(key)) {
                doubtful.add(key);
            }
            keep(key, value, offset);
        }
    }

    private void keep(String key, @Nullable String value, long offset) {
        if (value == null) {
            kept.remove(key);
        } else if (doubtful.contains(key) || !told.containsKey(key)) {
            kept.put(key, new Kept(offset, value));
        }
    }

    /** Notes that all entries before the offset are reported. */
    void reached(long next) {
        if (next >= readAgainTo) {
            finish();
        }
    }

    /**
     * Begins the second reading after a cut of the log.
     *
     * @param from the cut: reported entries from this offset on may be lost
     * @param end the end of the remaining journal
     */
    void cutOff(long from, long end) {
        told.forEach((key, offset) -> {
            if (offset >= from) {
                doubtful.add(key);
            }
        });
        kept.clear();
        doubtfulFrom = readAgainTo < 0 ? from : Math.min(from, doubtfulFrom);
        readAgainTo = end;
    }

    private void finish() {
        readAgainTo = -1;
        for (String key : doubtful) {
            Kept left = kept.get(key);
            Long before = told.get(key);
            if (left == null || before == null || left.offset() != before) {
                told.remove(key);
                changes.removed(key);
            }
        }
        doubtful.clear();
        Map<String, Kept> now = new LinkedHashMap<>(kept);
        kept.clear();
        now.forEach((key, left) -> tellNow(key, left.value(), left.offset()));
    }

    private void tellNow(String key, @Nullable String value, long offset) {
        if (value == null) {
            told.remove(key);
            changes.removed(key);
        } else {
            told.put(key, offset);
            changes.put(new Journal.At(key, offset), value);
        }
    }
}
