package dev.playhead.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Partition;
import dev.playhead.group.Lease;
import dev.playhead.group.Leases;
import dev.playhead.group.LeasesContract;
import dev.playhead.testing.MemoryLeases;
import dev.playhead.testing.MemoryLink;
import dev.playhead.testing.MemoryStore;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The leases in Redis, held to the contract and, by random histories, to their twin. */
final class RedisLeasesIT extends LeasesContract {
    @RegisterExtension
    final SharedRedis redis = new SharedRedis();

    @Override
    protected Leases leases(Duration time) {
        return new RedisLeases(redis.link(), time);
    }

    @Override
    protected void empty() {
        get(redis.link().send(unlinked()));
    }

    /** Others use this Redis as well. */
    private Request unlinked() {
        Request unlink = Request.cmd(Command.UNLINK);
        new GroupKeys(group).ofLeases().forEach(unlink::arg);
        return unlink;
    }

    @Test
    void shouldDoAsItsTwinDoesWhenHistoriesAreRandom() {
        for (int seed = 0; seed < 60; seed++) {
            MemoryStore store = new MemoryStore();
            Pair pair = new Pair(
                    leases(Duration.ofMinutes(5)),
                    new MemoryLeases(store, new MemoryLink(store), Duration.ofMinutes(5)),
                    group + " " + seed,
                    new Random(seed));
            for (int step = 0; step < 40; step++) {
                pair.step("seed " + seed + " step " + step);
            }
        }
    }

    private record Pair(Leases real, Leases twin, String group, Random random, List<Lease> known) {
        Pair(Leases real, Leases twin, String group, Random random) {
            this(real, twin, group, random, new ArrayList<>());
        }

        void step(String where) {
            String member = member();
            switch (random.nextInt(6)) {
                case 0, 1 -> sync(where, List.of(member, member + "0"));
                case 2, 3 -> acquire(where, member);
                case 4 -> release(member);
                default -> {
                    get(real.leave(group, member));
                    get(twin.leave(group, member));
                }
            }
            sync(where, List.of());
        }

        private String member() {
            return "n-" + random.nextInt(1, 4);
        }

        private void sync(String where, List<String> members) {
            Leases.View here = get(real.sync(group, members));
            Leases.View there = get(twin.sync(group, members));
            assertThat(here.members()).as(where).isEqualTo(there.members());
            assertThat(here.holders()).as(where).isEqualTo(there.holders());
            assertThat(timeless(here.mine())).as(where).containsExactlyInAnyOrderElementsOf(timeless(there.mine()));
        }

        private void acquire(String where, String member) {
            Map<Partition, Long> above = new HashMap<>();
            for (int count = random.nextInt(4); count > 0; count--) {
                above.put(new Partition("t" + random.nextInt(2), random.nextInt(3)), (long) random.nextInt(20));
            }
            List<Lease> here = get(real.acquire(group, member, above));
            List<Lease> there = get(twin.acquire(group, member, above));
            assertThat(timeless(here)).as(where).containsExactlyInAnyOrderElementsOf(timeless(there));
            known.addAll(here);
        }

        private void release(String member) {
            List<Lease> some = known.stream()
                    .filter(lease -> lease.member().equals(member) && random.nextBoolean())
                    .toList();
            get(real.release(some));
            get(twin.release(some));
        }

        private static List<Lease> timeless(List<Lease> leases) {
            return leases.stream()
                    .map(lease -> new Lease(lease.group(), lease.partition(), lease.member(), lease.epoch(), 0))
                    .toList();
        }
    }
}
