package dev.playhead.group.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Partition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AssignmentTest {
    private static final int SEEDS = 10_000;

    @Test
    void shouldBeTotalFairAndDeterministicWhateverIsHeld() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            List<String> members = members(1 + random.nextInt(7));
            List<Partition> partitions = partitions(random.nextInt(30));
            Map<Partition, String> holders = holders(random, partitions, members);

            Map<Partition, String> assigned = Assignment.of(members, partitions, holders);

            assertThat(assigned.keySet()).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(partitions);
            assertThat(spread(assigned, members)).as("seed %d", seed).isLessThanOrEqualTo(1);
            List<Partition> shuffled = new ArrayList<>(partitions);
            Collections.shuffle(shuffled, random);
            assertThat(Assignment.of(members, shuffled, new HashMap<>(holders)))
                    .as("seed %d", seed)
                    .isEqualTo(assigned);
        }
    }

    /** As many as can stay: each member's, up to the most that anyone may have, the greater shares to who holds most. */
    @Test
    void shouldMoveNoMoreThanNeededWhateverIsHeld() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            List<String> members = members(1 + random.nextInt(7));
            List<Partition> partitions = partitions(random.nextInt(30));
            Map<Partition, String> holders = holders(random, partitions, members);

            Map<Partition, String> assigned = Assignment.of(members, partitions, holders);

            long staying = partitions.stream()
                    .filter(partition -> assigned.get(partition).equals(holders.get(partition)))
                    .count();
            int[] held = members.stream()
                    .mapToInt(member -> Collections.frequency(holders.values(), member))
                    .sorted()
                    .toArray();
            int more = partitions.size() % members.size();
            long most = IntStream.range(0, held.length)
                    .mapToLong(rank -> Math.min(
                            held[held.length - 1 - rank], partitions.size() / members.size() + (rank < more ? 1 : 0)))
                    .sum();
            assertThat(staying).as("seed %d", seed).isEqualTo(most);
        }
    }

    @Test
    void shouldLeaveTheOthersAloneWhenOneComesOrGoes() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            List<String> members = members(1 + random.nextInt(7));
            List<Partition> partitions = partitions(random.nextInt(30));
            Map<Partition, String> before = Assignment.of(members, partitions, Map.of());
            boolean comes = random.nextBoolean() || members.size() == 1;
            String one = comes ? "new" : members.get(random.nextInt(members.size()));
            List<String> now = new ArrayList<>(members);
            if (comes) {
                now.add(one);
            } else {
                now.remove(one);
            }

            Map<Partition, String> after = Assignment.of(now, partitions, before);

            after.forEach((partition, member) -> {
                String was = before.getOrDefault(partition, "");
                assertThat(member.equals(was) || member.equals(one) || was.equals(one))
                        .as("%s went from %s to %s", partition, was, member)
                        .isTrue();
            });
        }
    }

    @Test
    void shouldBeEmptyWhenNobodyIsThere() {
        assertThat(Assignment.of(List.of(), partitions(3), Map.of())).isEmpty();
    }

    private static List<String> members(int count) {
        return IntStream.range(0, count).mapToObj(index -> "m" + index).toList();
    }

    private static List<Partition> partitions(int count) {
        return IntStream.range(0, count)
                .mapToObj(index -> new Partition("t" + index % 2, index / 2))
                .toList();
    }

    private static Map<Partition, String> holders(Random random, List<Partition> partitions, List<String> members) {
        Map<Partition, String> holders = new HashMap<>();
        for (Partition partition : partitions) {
            int who = random.nextInt(members.size() + 2);
            if (who <= members.size()) {
                holders.put(partition, who == members.size() ? "gone" : members.get(who));
            }
        }
        return holders;
    }

    private static int spread(Map<Partition, String> assigned, List<String> members) {
        int[] counts = members.stream()
                .mapToInt(member -> Collections.frequency(assigned.values(), member))
                .sorted()
                .toArray();
        return counts[counts.length - 1] - counts[0];
    }
}
