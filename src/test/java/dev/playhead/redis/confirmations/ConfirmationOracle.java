package dev.playhead.redis.confirmations;

import static org.assertj.core.api.Assertions.fail;

import dev.playhead.event.Identity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Knows of one log which identities must be remembered and which may be, by the promises of the settings alone: from when a
 * confirmation is in the log, for the retention, until as many others as a generation takes have come. Owned by one world.
 */
final class ConfirmationOracle {
    private final long retention;
    private final int size;
    private final int mostIds;

    private final Map<Identity, Confirmed> confirmed = new HashMap<>();
    private long ids;

    /** @param ids of the log when it was in */
    private record Confirmed(long at, long ids) {}

    /**
     * @param retention the least of all nodes
     * @param size of a generation, the least of all nodes
     * @param mostIds of a generation, the most of all nodes, with the call that fills it
     */
    ConfirmationOracle(long retention, int size, int mostIds) {
        this.retention = retention;
        this.size = size;
        this.mostIds = mostIds;
    }

    ConfirmationOracle copy() {
        ConfirmationOracle copy = new ConfirmationOracle(retention, size, mostIds);
        copy.restore(this);
        return copy;
    }

    void restore(ConfirmationOracle from) {
        confirmed.clear();
        confirmed.putAll(from.confirmed);
        ids = from.ids;
    }

    void forget() {
        confirmed.clear();
    }

    void added(List<Identity> entry, long now) {
        ids += entry.size();
        entry.forEach(identity -> confirmed.put(identity, new Confirmed(now, ids)));
    }

    private boolean must(Identity identity, long now) {
        Confirmed known = confirmed.get(identity);
        return known != null && now - known.at < retention && ids - known.ids < size;
    }

    /** Holds the store, or a node's answers, to the promises. */
    void check(Set<Identity> remembered, long now) {
        for (Identity identity : confirmed.keySet()) {
            if (must(identity, now) && !remembered.contains(identity)) {
                fail("%s is forgotten too early", identity);
            }
        }
        for (Identity identity : remembered) {
            if (!confirmed.containsKey(identity)) {
                fail("%s is remembered, but nobody confirmed it", identity);
            }
        }
        if (remembered.size() > 2 * mostIds) {
            fail("%s are remembered", remembered.size());
        }
    }

    /** Holds one answer of a look-up to the promises. */
    void check(Identity identity, boolean known, long now) {
        if (known && !confirmed.containsKey(identity)) {
            fail("%s is called confirmed, but nobody confirmed it", identity);
        }
        if (!known && must(identity, now)) {
            fail("%s was confirmed, but is called unconfirmed", identity);
        }
    }
}
