package dev.playhead.group.member;

import dev.playhead.event.Partition;
import dev.playhead.group.Leases;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Chooses the members of one group on this node that stand back for others. A member stands back when it has not asked
 * for long and another member is present. It first gives up its partitions, and then leaves the list of members that
 * all nodes see. It comes back when it asks, or when no other member is present. Owned by the coordinator's event loop.
 */
final class Bystanders {
    private final long patience;
    private final Set<String> absent = new HashSet<>();
    private final Map<String, Long> notBefore = new HashMap<>();

    /** @param patience the time in nanoseconds that a member stays after it stood back in vain */
    Bystanders(long patience) {
        this.patience = patience;
    }

    /** The members to show to all nodes. */
    List<String> shown(Collection<CoordinatedMember> members) {
        Set<String> back = new HashSet<>();
        members.stream().filter(CoordinatedMember::standsBack).forEach(each -> back.add(each.name()));
        absent.retainAll(back);
        notBefore.keySet().retainAll(back);
        return members.stream()
                .map(CoordinatedMember::name)
                .filter(name -> !absent.contains(name))
                .toList();
    }

    /** The members that may have partitions. */
    List<String> candidates(List<String> there, Collection<CoordinatedMember> members, long now) {
        // An asking member of this node keeps the partitions served, so others stand back for it without a wait
        boolean asked = members.stream().anyMatch(each -> !each.standsBack() && there.contains(each.name()));
        Set<String> back = new HashSet<>(absent);
        members.stream()
                .filter(each -> each.standsBack() && (asked || mayStandBack(each.name(), now)))
                .forEach(each -> back.add(each.name()));
        List<String> others =
                there.stream().filter(name -> !back.contains(name)).toList();
        if (!others.isEmpty()) {
            return others;
        }
        // One that serves goes on, though it does not ask: an absent one would only take its place, and then stand back
        // too
        List<String> shown =
                there.stream().filter(name -> !absent.contains(name)).toList();
        if (!shown.isEmpty()) {
            return shown;
        }
        // The random part of a name keeps members of two nodes from standing back for each other again and again
        absent.forEach(name -> notBefore.put(name, now + patience + patience / 256 * (name.hashCode() & 0xff)));
        absent.clear();
        return there;
    }

    private boolean mayStandBack(String name, long now) {
        Long least = notBefore.get(name);
        return least == null || now - least >= 0;
    }

    /** Returns the members that have given up all partitions for the candidates; they leave the list of members. */
    List<String> leaving(
            Collection<CoordinatedMember> members, List<String> candidates, Map<Partition, Leases.Holder> holders) {
        if (candidates.isEmpty()) {
            return List.of();
        }
        Set<String> holding = new HashSet<>();
        holders.values().forEach(each -> holding.add(each.member()));
        List<String> leaving = members.stream()
                .filter(CoordinatedMember::standsBack)
                .map(CoordinatedMember::name)
                .filter(name -> !candidates.contains(name) && !holding.contains(name) && !absent.contains(name))
                .toList();
        absent.addAll(leaving);
        return leaving;
    }
}
