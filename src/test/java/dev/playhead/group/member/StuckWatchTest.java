package dev.playhead.group.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.group.Gate;
import dev.playhead.group.Serving.Stuck;
import dev.playhead.stream.Hold;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class StuckWatchTest {
    private static final Duration PATIENCE = MemberWorld.DEADLINE.multipliedBy(MemberWorld.STUCK_AFTER);
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final MemberWorld world = new MemberWorld();
    private final MemberWorld.Serving serving = world.new Serving(world.context("one"));
    private final StuckWatch watch = new StuckWatch(serving.context, serving.assigned::list);
    private @Nullable Hold hold;

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
        world.append(MemberWorld.orders(0), 11);
        serving.take(0);
        long since = world.loop.millis();
        look(1);
        world.loop.pass(PATIENCE.plus(MOMENT));
        look(1);

        assertThat(found(0)).containsExactly(new Stuck(0, 0, since, "lag and credit, but nothing sent"));
    }

    @Test
    void shouldBePatientWhenThereIsNoLag() {
        serving.take(0).read();
        for (Hold each : new Hold[] {null, Hold.NO_CREDIT, Hold.NO_CREDIT_IN_BYTES, Hold.NOT_READ}) {
            hold = each;
            for (int round = 0; round < 5; round++) {
                look(0);
                world.loop.pass(PATIENCE);
            }
            assertThat(found(0)).as("%s", each).isEmpty();
            assertThat(watch.isUnasked()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Hold.class)
    void shouldNameTheReasonOfTheClientWhenItDoesNotAsk(Hold why) {
        hold = why;
        world.append(MemberWorld.orders(0), 11, 12);
        serving.take(0, 1).read();
        look(2);
        long since = world.loop.millis();
        world.loop.pass(MemberWorld.UNASKED.minus(MOMENT));
        look(2);

        assertThat(found(0)).as("not yet").isEmpty();

        world.loop.pass(MOMENT);
        look(2);

        assertThat(found(0)).containsExactly(new Stuck(0, 0, since, why.text()));
        assertThat(found(1)).as("nothing waits there").isEmpty();
        assertThat(watch.isUnasked()).isTrue();

        hold = null;
        look(2);

        assertThat(found(0)).as("it asks again").isEmpty();
        assertThat(watch.isUnasked()).isFalse();
    }

    @Test
    void shouldNotMindMissingCreditWhenTheClientWorksAtWhatItHas() {
        world.append(MemberWorld.orders(0), 11, 12);
        serving.take(0).send();
        hold = Hold.NO_CREDIT;
        world.append(MemberWorld.orders(0), 13);
        look(3);
        world.loop.pass(MemberWorld.UNASKED);
        look(3);

        assertThat(found(0)).isEmpty();

        hold = Hold.NOT_READ;
        look(3);
        world.loop.pass(MemberWorld.UNASKED);
        look(3);

        assertThat(found(0)).extracting(Stuck::why).containsExactly("its socket is not read");
    }

    @Test
    void shouldBeginAgainWhenTheReasonOfTheClientChangesOrSomethingIsSent() {
        world.append(MemberWorld.orders(0), 11);
        serving.take(0);
        hold = Hold.NO_CREDIT;
        look(1);
        world.loop.pass(MemberWorld.UNASKED.minus(MOMENT));
        hold = Hold.NO_CREDIT_IN_BYTES;
        look(1);
        world.loop.pass(MemberWorld.UNASKED.minus(MOMENT));
        watch.sent();
        world.loop.pass(MOMENT);
        look(1);

        assertThat(found(0)).isEmpty();
    }

    @Test
    void shouldBeginItsPatienceAgainWhenSomethingIsSent() {
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
        StuckWatch of = new StuckWatch(bounded.context, bounded.assigned::list);
        of.look(1, null, isInFlight(bounded));
        world.loop.pass(PATIENCE.plus(MOMENT));
        of.look(1, null, isInFlight(bounded));

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
        watch.look(lag, hold, isInFlight(serving));
    }

    private static boolean isInFlight(MemberWorld.Serving of) {
        return of.assigned.list().stream().anyMatch(served -> served.ledger().inFlight() > 0);
    }

    private List<Stuck> found(int partition) {
        return watch.of(MemberWorld.orders(partition));
    }
}
