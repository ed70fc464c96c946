package dev.playhead.group.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.group.GroupSpec;
import dev.playhead.group.Lease;
import dev.playhead.group.ParkedIndex;
import dev.playhead.group.ledger.Restored;
import dev.playhead.stream.Batch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Holds a served partition to the order of keys over many seeds: turns with little credit, pauses in which look-ups grow
 * old, answers that come late, confirmations from other nodes.
 */
final class KeyOrderTest {
    private static final int SEEDS = 3_000;
    private static final int STEPS = 60;

    private static final class Run {
        private final GroupWorld world = new GroupWorld(GroupSpec.OnParked.PASS);
        private final Random random;
        private final ServedPartition served;
        private final List<String> keys = new ArrayList<>();
        private final Set<Long> confirmed = new HashSet<>();
        private final List<Long> first = new ArrayList<>();

        Run(long seed) {
            random = new Random(seed);
            Lease lease = new Lease(GroupWorld.GROUP, world.partition(0), "node-1", 1, Long.MAX_VALUE);
            Restored restored = new Restored(0, List.of(), 0, List.of(), ParkedIndex.EMPTY);
            served = new OwnerHost(world)
                    .serve(
                            world.connection,
                            new Loading.Loaded(world.topic, lease, restored, null, Wanted.Repair.NONE, 0, -1, null));
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                step();
                check();
            }
            for (int turn = 0; turn < 400 && first.size() + elsewhere() < keys.size(); turn++) {
                turn(1 + random.nextInt(20));
                world.loop.run();
                check();
            }
            assertThat(new HashSet<>(first)).as("each comes once").hasSize(first.size());
            assertThat(first.size() + elsewhere())
                    .as("each comes or is confirmed")
                    .isGreaterThanOrEqualTo(keys.size());
        }

        private void step() {
            switch (random.nextInt(6)) {
                case 0 -> append(1 + random.nextInt(6));
                case 1 -> turn(1 + random.nextInt(4));
                case 2 -> world.loop.run();
                case 3 ->
                    world.pass(Duration.ofMillis(random.nextInt(
                            2 * (int) world.settings.lookUpAgain().toMillis())));
                case 4 -> confirmElsewhere();
                default -> {
                    turn(1 + random.nextInt(8));
                    world.loop.run();
                }
            }
        }

        private void append(int count) {
            for (int each = 0; each < count; each++) {
                String key = "key-" + random.nextInt(3);
                keys.add(key);
                world.append(key, "id-" + keys.size());
            }
        }

        private void turn(int events) {
            Batch batch = new Batch();
            served.pump(OwnerHost.TIME);
            served.gather(batch, GroupWorld.budget(events));
            first.addAll(GroupWorld.offsets(batch));
        }

        private void confirmElsewhere() {
            if (!keys.isEmpty()) {
                long offset = random.nextInt(keys.size());
                if (!first.contains(offset) && confirmed.add(offset)) {
                    world.confirmElsewhere(offset);
                }
            }
        }

        private long elsewhere() {
            return confirmed.stream().filter(each -> !first.contains(each)).count();
        }

        private void check() {
            Map<String, Long> last = new HashMap<>();
            for (long offset : first) {
                Long before = last.put(keys.get((int) offset), offset);
                assertThat(before == null || before < offset)
                        .as("%s comes after %s of its key, in %s", offset, before, first)
                        .isTrue();
            }
        }
    }

    @Test
    void shouldDeliverEachKeyInItsOrderWhateverIsLookedUpAgain() {
        for (long seed = 0; seed < SEEDS; seed++) {
            try {
                new Run(seed).run();
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("Seed " + seed + " fails", failure);
            }
        }
    }
}
