package dev.playhead.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TimeMergeTest {
    private static final int SEEDS = 10_000;

    /** Partitions as lists of timestamps; whether a head is at hand is up to chance. */
    private static final class Lists implements Turns.Heads {
        private final List<List<Long>> partitions;
        private final int[] next;
        private final Random chance;

        Lists(List<List<Long>> partitions, Random chance) {
            this.partitions = partitions;
            this.next = new int[partitions.size()];
            this.chance = chance;
        }

        @Override
        public int size() {
            return partitions.size();
        }

        @Override
        public long head(int index) {
            if (isDone(index)) {
                return NOTHING;
            }
            return chance.nextInt(4) > 0 ? partitions.get(index).get(next[index]) : MISSING;
        }

        private boolean isDone(int index) {
            return next[index] == partitions.get(index).size();
        }

        List<int[]> drain() {
            TimeMerge merge = new TimeMerge();
            List<int[]> order = new ArrayList<>();
            while (!IntStream.range(0, size()).allMatch(this::isDone)) {
                int index = merge.next(this);
                if (index != Turns.NONE) {
                    order.add(new int[] {index, next[index]++});
                }
            }
            return order;
        }
    }

    @Test
    void shouldGiveTheSameOrderWhateverIsAtHandFirst() {
        for (int seed = 0; seed < SEEDS; seed++) {
            List<List<Long>> partitions = partitions(new Random(seed), false);
            assertThat(new Lists(partitions, new Random(seed + 1)).drain())
                    .as("seed %d", seed)
                    .usingRecursiveComparison()
                    .isEqualTo(new Lists(partitions, new Random(seed + 2)).drain());
        }
    }

    @Test
    void shouldOrderByTimeThenPartitionThenOffsetWhenPartitionsAreInTimesOrder() {
        for (int seed = 0; seed < SEEDS; seed++) {
            List<List<Long>> partitions = partitions(new Random(seed), true);
            List<int[]> expected = new ArrayList<>();
            for (int partition = 0; partition < partitions.size(); partition++) {
                for (int offset = 0; offset < partitions.get(partition).size(); offset++) {
                    expected.add(new int[] {partition, offset});
                }
            }
            expected.sort(
                    Comparator.<int[]>comparingLong(at -> partitions.get(at[0]).get(at[1]))
                            .thenComparingInt(at -> at[0])
                            .thenComparingInt(at -> at[1]));
            assertThat(new Lists(partitions, new Random(seed)).drain())
                    .as("seed %d", seed)
                    .usingRecursiveComparison()
                    .isEqualTo(expected);
        }
    }

    @Test
    void shouldKeepTheOrderOfEachPartitionWhenItsTimesAreNotInOrder() {
        for (int seed = 0; seed < SEEDS; seed++) {
            List<List<Long>> partitions = partitions(new Random(seed), false);
            int[] next = new int[partitions.size()];
            for (int[] at : new Lists(partitions, new Random(seed)).drain()) {
                assertThat(at[1]).as("seed %d", seed).isEqualTo(next[at[0]]++);
            }
        }
    }

    @Test
    void shouldAskForAllMissingHeadsAtOnce() {
        List<Integer> asked = new ArrayList<>();
        int next = new TimeMerge().next(new Turns.Heads() {
            @Override
            public int size() {
                return 3;
            }

            @Override
            public long head(int index) {
                asked.add(index);
                return index == 1 ? 5 : MISSING;
            }
        });

        assertThat(next).isEqualTo(Turns.NONE);
        assertThat(asked).containsExactly(0, 1, 2);
    }

    private static List<List<Long>> partitions(Random random, boolean sorted) {
        List<List<Long>> partitions = new ArrayList<>();
        for (int partition = 0; partition < 1 + random.nextInt(5); partition++) {
            List<Long> times = new ArrayList<>();
            for (int record = random.nextInt(12); record > 0; record--) {
                times.add((long) random.nextInt(10));
            }
            if (sorted) {
                times.sort(Comparator.naturalOrder());
            }
            partitions.add(times);
        }
        return partitions;
    }
}
