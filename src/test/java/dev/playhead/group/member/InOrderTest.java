package dev.playhead.group.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.group.FailureAction;
import dev.playhead.group.Gate;
import dev.playhead.group.partition.ConnectionContext;
import dev.playhead.testing.Mood;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A bounded group in the order of time. */
final class InOrderTest {
    private static final int SEEDS = 100;

    private final MemberWorld world = new MemberWorld();
    private final RecordedMember outlet = new RecordedMember();

    private GroupConnection start(MemberWorld of, RecordedMember to) {
        ConnectionContext context = of.context("one", of.bounded(true), Gate.OPEN);
        Coordinator coordinator = of.coordinator(
                new BoundedProgress(MemberWorld.GROUP, of.bounded(true), counted -> Future.succeededFuture()));
        GroupConnection connection = of.connection(context, 1000, to, coordinator);
        connection.start();
        of.loop.pass(MemberWorld.SYNC);
        return connection;
    }

    private record Put(long recorded, int partition, int id) {}

    @Test
    void shouldSendByTimeThenByPartition() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            MemberWorld of = new MemberWorld();
            of.log.blocksOf(1 + random.nextInt(4));
            List<Put> put = new ArrayList<>();
            for (int id = 0; id < 30; id++) {
                int partition = random.nextInt(3);
                put.add(new Put(of.loop.millis(), partition, id));
                of.append(MemberWorld.orders(partition), id);
                of.loop.pass(Duration.ofMillis(random.nextInt(2)));
            }
            RecordedMember to = new RecordedMember();
            start(of, to);

            assertThat(to.events)
                    .as("seed %d", seed)
                    .containsExactlyElementsOf(put.stream()
                            .sorted(Comparator.comparingLong(Put::recorded)
                                    .thenComparingInt(Put::partition)
                                    .thenComparingInt(Put::id))
                            .map(each -> String.valueOf(each.id()))
                            .toList());
        }
    }

    @Test
    void shouldWaitForAPartitionThatIsServedElsewhere() {
        MemberWorld.done(world.stores.leases().sync(MemberWorld.GROUP, List.of("two")));
        MemberWorld.done(world.stores.leases().acquire(MemberWorld.GROUP, "two", Map.of(MemberWorld.orders(1), 0L)));
        world.append(MemberWorld.orders(0), 1);
        world.append(MemberWorld.orders(1), 2);
        start(world, outlet);

        assertThat(outlet.events).isEmpty();

        MemberWorld.done(world.stores.leases().leave(MemberWorld.GROUP, "two"));
        world.loop.pass(MemberWorld.SYNC);

        assertThat(outlet.events).containsExactly("1", "2");
    }

    @Test
    void shouldWaitForAHeadThatIsNotAtHand() {
        world.append(MemberWorld.orders(0), 2);
        world.loop.pass(Duration.ofMillis(5));
        world.append(MemberWorld.orders(1), 3);
        world.confirmLink.mood(Mood.HUNG);
        start(world, outlet);

        assertThat(outlet.events).as("whether they were confirmed is not known").isEmpty();

        world.confirmLink.mood(Mood.WELL);
        world.loop.run();

        assertThat(outlet.events).containsExactly("2", "3");
    }

    @Test
    void shouldSendARetryWhenAllFirstAttemptsAreSent() {
        world.append(MemberWorld.orders(0), 1);
        world.append(MemberWorld.orders(1), 2);
        GroupConnection connection = start(world, outlet);
        connection.fail(MemberWorld.position(0, 0), FailureAction.RETRY, "");
        world.loop.pass(MemberWorld.SETTINGS.backoffDelay().multipliedBy(2));

        assertThat(outlet.events).as("failed").containsExactly("1", "2", "1#2");

        world.loop.pass(MemberWorld.DEADLINE);

        assertThat(outlet.events).as("not settled in time").startsWith("1", "2", "1#2", "2#2");
    }
}
