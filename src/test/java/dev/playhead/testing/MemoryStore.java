package dev.playhead.testing;

import dev.playhead.event.Identity;
import dev.playhead.event.Partition;
import dev.playhead.group.Attempts;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What all nodes know of groups, in memory: what Redis is in production. Its twins lock it; any thread. */
public final class MemoryStore {
    final Map<String, Claims> leases = new HashMap<>();
    final Map<String, Generations> confirmations = new HashMap<>();
    final Map<Place, SortedMap<Long, Attempts.Attempt>> attempts = new HashMap<>();
    final Map<Place, SortedSet<Long>> redrives = new HashMap<>();

    /** Forgets everything, as a Redis does that comes back without its data. */
    public synchronized void empty() {
        leases.clear();
        confirmations.clear();
        attempts.clear();
        redrives.clear();
    }

    record Place(String group, Partition partition) {}

    /** Of one group. */
    static final class Claims {
        /** In the order in which they came, with the nanosecond until which each is there. */
        final Map<String, Long> members = new LinkedHashMap<>();

        final Map<Partition, Claim> partitions = new TreeMap<>();
        final long since;

        Claims(long since) {
            this.since = since;
        }
    }

    /** @param member null where nobody holds it */
    record Claim(long epoch, @Nullable String member) {}

    /** Of one group and topic. */
    static final class Generations {
        Set<Identity> current = new HashSet<>();
        Set<Identity> previous = new HashSet<>();
        long born;
    }

    SortedMap<Long, Attempts.Attempt> attempts(String group, Partition partition) {
        return attempts.computeIfAbsent(new Place(group, partition), place -> new TreeMap<>());
    }

    SortedSet<Long> redrives(String group, Partition partition) {
        return redrives.computeIfAbsent(new Place(group, partition), place -> new TreeSet<>());
    }
}
