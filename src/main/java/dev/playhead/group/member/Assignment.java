package dev.playhead.group.member;

import dev.playhead.event.Partition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Assigns partitions to members; a function of its input, so that all nodes with the same input reach the same result.
 *
 * <p>The numbers of two members differ by at most one, and no partition moves without need. When the partitions cannot
 * be shared evenly, the members that hold most keep one more.
 */
final class Assignment {
    private final List<String> members;
    private final Map<String, List<Partition>> kept = new HashMap<>();
    private final Map<Partition, String> assigned = new TreeMap<>();

    private Assignment(List<String> members) {
        this.members = members;
        members.forEach(member -> kept.put(member, new ArrayList<>()));
    }

    /**
     * @param members all present members, distinct, in the same order on every node
     * @param partitions all of the group
     * @param holders the present holder of each partition; a holder that is not a member is gone
     * @return for every partition a member; nothing without members
     */
    static Map<Partition, String> of(List<String> members, List<Partition> partitions, Map<Partition, String> holders) {
        Assignment assignment = new Assignment(members);
        if (!members.isEmpty()) {
            assignment.share(partitions.stream().sorted().toList(), holders);
        }
        return assignment.assigned;
    }

    /**
     * Assigns all partitions to one member: to a holder of some, or else to the first. The others stand by.
     *
     * @param members as {@link #of} takes them
     */
    static Map<Partition, String> toOne(
            List<String> members, List<Partition> partitions, Map<Partition, String> holders) {
        Map<Partition, String> assigned = new TreeMap<>();
        String active = members.stream()
                .filter(holders::containsValue)
                .findFirst()
                .orElse(members.isEmpty() ? null : members.get(0));
        if (active != null) {
            partitions.forEach(partition -> assigned.put(partition, active));
        }
        return assigned;
    }

    private void share(List<Partition> partitions, Map<Partition, String> holders) {
        List<Partition> free = new ArrayList<>();
        for (Partition partition : partitions) {
            List<Partition> held = kept.get(holders.getOrDefault(partition, ""));
            (held == null ? free : held).add(partition);
        }
        List<String> byHeld = new ArrayList<>(members);
        byHeld.sort(Comparator.comparingInt(
                member -> -kept.getOrDefault(member, List.of()).size()));
        int[] quotas = quotas(partitions.size());
        IntStream.range(0, quotas.length).forEach(index -> keep(byHeld.get(index), quotas[index], free));
        deal(free.stream().sorted().toList(), byHeld, quotas);
    }

    /** Returns the number of partitions for each member, the greatest first. */
    private int[] quotas(int partitions) {
        int each = partitions / members.size();
        int more = partitions % members.size();
        return IntStream.range(0, members.size())
                .map(index -> index < more ? each + 1 : each)
                .toArray();
    }

    private void keep(String member, int quota, List<Partition> free) {
        List<Partition> held = kept.getOrDefault(member, List.of());
        int staying = Math.min(quota, held.size());
        held.subList(0, staying).forEach(partition -> assigned.put(partition, member));
        free.addAll(held.subList(staying, held.size()));
    }

    /** Gives one to each that may have more, in turn. */
    private void deal(List<Partition> free, List<String> byHeld, int[] quotas) {
        int[] room = IntStream.range(0, quotas.length)
                .map(index -> quotas[index]
                        - Math.min(
                                quotas[index],
                                kept.getOrDefault(byHeld.get(index), List.of()).size()))
                .toArray();
        int turn = 0;
        for (Partition partition : free) {
            while (room[turn % room.length] == 0) {
                turn++;
            }
            room[turn % room.length]--;
            assigned.put(partition, byHeld.get(turn % room.length));
            turn++;
        }
    }
}
