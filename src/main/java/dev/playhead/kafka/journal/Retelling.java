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
 * thread. After a cut the journal is read again from its beginning: what it told from there on is removed or replaced
 * in one go, once all that is left has been read, and all else stays as it was told.
 */
final class Retelling {
    private final Journal.Changes changes;
    private final Map<String, Long> told = new HashMap<>();
    private final Set<String> doubtful = new HashSet<>();
    private final Map<String, Kept> kept = new LinkedHashMap<>();
    private long doubtfulFrom;
    private long readAgainTo = -1;

    /** The last value of a key in what is left. */
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

    /** Everything before the offset has been told. */
    void reached(long next) {
        if (next >= readAgainTo) {
            finish();
        }
    }

    /**
     * The log was cut off, and is read again from its beginning.
     *
     * @param from what was told from that offset on may be gone
     * @param end where what is left ends
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
