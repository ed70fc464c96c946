package dev.playhead.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Owns the list of missing nodes: those of {@code cluster.members} that are not members, and those that left without an
 * announcement. Any thread.
 */
public final class Absences {
    private static final int MOST = 100;

    private final Set<String> expected;
    private final long remember;

    // Guarded by this
    private Map<String, String> present = Map.of();
    private final Map<String, Absence> left = bounded();
    private final Set<String> leaving = Collections.newSetFromMap(bounded());

    /**
     * Describes a missing node.
     *
     * @param address of its membership, {@code host:port}
     * @param node its last name; null for one that was never a member
     * @param since the time of its departure, in epoch milliseconds; null for one that was never a member
     * @param stopped whether it announced its stop
     */
    public record Absence(
            String address, @Nullable String node, @Nullable Long since, boolean stopped) {}

    /**
     * @param expected the addresses of the settings, each with a port
     * @param remember the time for which a departed node outside the settings is listed
     */
    public Absences(Collection<String> expected, Duration remember) {
        this.expected = new TreeSet<>(expected);
        this.remember = remember.toMillis();
    }

    /** Returns a map that keeps only its latest entries: nodes depart without end. */
    static <K, V> Map<K, V> bounded() {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > MOST;
            }
        };
    }

    /** @param members the addresses of each member by its name, the usual one first */
    public synchronized void present(Map<String, List<String>> members) {
        Map<String, String> now = new HashMap<>();
        members.forEach((node, addresses) -> now.put(
                node, addresses.stream().filter(expected::contains).findFirst().orElse(addresses.get(0))));
        present = now;
        left.keySet().removeAll(now.values());
    }

    /** Takes the announcement of a stopping node. */
    public synchronized void leaves(String node) {
        leaving.add(node);
    }

    /** Returns whether the node has announced its stop. */
    public synchronized boolean isLeaving(String node) {
        return leaving.contains(node);
    }

    /**
     * Takes the end of a membership, before {@link #present} takes the remaining members.
     *
     * @param address the address of the node
     * @param now epoch milliseconds
     */
    public synchronized void left(String node, String address, long now) {
        String known = present.getOrDefault(node, address);
        left.put(known, new Absence(known, node, now, leaving.contains(node)));
    }

    /**
     * Lists the missing nodes.
     *
     * @param now epoch milliseconds
     */
    public synchronized List<Absence> list(long now) {
        left.values().removeIf(each -> !expected.contains(each.address()) && isForgotten(each, now));
        List<Absence> away = new ArrayList<>(left.values());
        expected.stream()
                .filter(address -> !present.containsValue(address) && !left.containsKey(address))
                .forEach(address -> away.add(new Absence(address, null, null, false)));
        return away;
    }

    private boolean isForgotten(Absence each, long now) {
        return each.stopped() || each.since() != null && now - each.since() > remember;
    }
}
