package dev.playhead.group.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.group.Gate;
import dev.playhead.group.Serving.Stuck;
import dev.playhead.stream.Credit;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StuckWatchTest {
    private static final Duration PATIENCE = MemberWorld.DEADLINE.multipliedBy(MemberWorld.STUCK_AFTER);
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final MemberWorld world = new MemberWorld();
    private final MemberWorld.Serving serving = world.new Serving(world.context("one"));
    private final StuckWatch watch = new StuckWatch(serving.context, serving.assigned::list);
    private final Credit credit = new Credit();

    @Test
    void shouldNameTheEventWhenItIsNotSettledForManyDeadlines() {
        world.append(MemberWorld.orders(0), 11, 12);
        serving.take(0, 1).send();
        long since = world.loop.millis();
        look(2);
        world.loop.pass(PATIENCE);
        look(2);

        assertThat(found(0)).as("not longer than the patience").isEmpty();

        world.loop.pass(MOMENT);
        look(2);

        assertThat(found(0)).containsExactly(new Stuck(0, 1, since, "not settled for 3 deadlines: source /t, id 11"));
        assertThat(found(1)).isEmpty();
    }

    @Test
    void shouldForgetItWhenTheEventIsSettled() {
        world.append(MemberWorld.orders(0), 11, 12);
        serving.take(0).send();
        look(2);
        world.loop.pass(PATIENCE.plus(MOMENT));
        look(2);

        assertThat(found(0)).hasSize(1);

        serving.at(0).confirmed(0);
        look(1);

        assertThat(found(0)).as("patience begins again with the next").isEmpty();

        world.loop.pass(PATIENCE.plus(MOMENT));
        look(1);

        assertThat(found(0)).extracting(Stuck::offset).containsExactly(1L);
    }

    @Test
    void shouldSayThatNothingIsSentWhenThereIsLagAndCredit() {
        credit.grant(10);
        world.append(MemberWorld.orders(0), 11);
        serving.take(0);
        long since = world.loop.millis();
        look(1);
        world.loop.pass(PATIENCE.plus(MOMENT));
        look(1);

        assertThat(found(0)).containsExactly(new Stuck(0, 0, since, "lag and credit, but nothing sent"));
    }

    @Test
    void shouldBePatientWhenThereIsNoReasonToSend() {
        world.append(MemberWorld.orders(0), 11);
        serving.take(0);
        for (long lag : new long[] {1, 0}) {
            // Without credit first, then without lag
            for (int round = 0; round < 5; round++) {
                look(lag);
                world.loop.pass(PATIENCE);
            }
            assertThat(found(0)).as("lag %d, credit %d", lag, credit.events()).isEmpty();
            credit.grant(10);
        }
    }

    @Test
    void shouldBeginItsPatienceAgainWhenSomethingIsSent() {
        credit.grant(10);
        world.append(MemberWorld.orders(0), 11);
        serving.take(0);
        look(1);
        world.loop.pass(PATIENCE);
        watch.sent();
        world.loop.pass(MOMENT);
        look(1);

        assertThat(found(0)).isEmpty();
    }

    @Test
    void shouldNotMindThatNothingIsSentWhenTheGroupIsBounded() {
        world.append(MemberWorld.orders(0), 11);
        MemberWorld.Serving bounded = world.new Serving(world.context("one", world.bounded(false), Gate.OPEN));
        bounded.take(0);
        credit.grant(10);
        StuckWatch of = new StuckWatch(bounded.context, bounded.assigned::list);
        of.look(1, credit);
        world.loop.pass(PATIENCE.plus(MOMENT));
        of.look(1, credit);

        assertThat(of.of(MemberWorld.orders(0))).isEmpty();
    }

    @Test
    void shouldForgetAPartitionThatIsNotServedAnyMore() {
        world.append(MemberWorld.orders(0), 11);
        serving.take(0).send();
        look(1);
        world.loop.pass(PATIENCE.plus(MOMENT));
        look(1);

        assertThat(found(0)).hasSize(1);

        serving.assigned.lose(serving.at(0), "a test");
        look(0);

        assertThat(found(0)).isEmpty();
    }

    private void look(long lag) {
        watch.look(lag, credit);
    }

    private List<Stuck> found(int partition) {
        return watch.of(MemberWorld.orders(partition));
    }
}
