package dev.playhead.group.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.EventId;
import dev.playhead.event.Partition;
import dev.playhead.event.Position;
import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.group.ConfirmResult;
import dev.playhead.group.DeliverySelector;
import dev.playhead.group.FailureAction;
import dev.playhead.testing.Mood;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AcknowledgementsTest {
    private static final Partition ZERO = MemberWorld.orders(0);

    private final MemberWorld world = new MemberWorld();
    private final MemberWorld.Serving serving = world.new Serving(world.context("one"));
    private final Acknowledgements acknowledgements =
            new Acknowledgements(serving.context, serving.sent, serving.assigned, serving::turn);

    @BeforeEach
    void serve() {
        world.append(ZERO, 1, 2, 3);
        world.append(MemberWorld.orders(1), 4);
        serving.take(0, 1, 2).send();
    }

    @Test
    void shouldSettleInWhicheverWayDeliveriesAreNamed() {
        Map<String, DeliverySelector> named = Map.of(
                "position", MemberWorld.position(0, 0),
                "event", MemberWorld.events(new EventId("/t", "2")),
                "id", MemberWorld.ids("3"),
                "up to", new DeliverySelector(List.of(), List.of(), List.of(), List.of(new Position("orders", 1, 0))));
        named.forEach((how, selector) -> assertThat(confirm(selector)).as(how).isEqualTo(new ConfirmResult(1, 0, 0)));

        assertThat(serving.at(0).ledger().cursor()).isEqualTo(3);
        assertThat(serving.at(1).ledger().cursor()).isEqualTo(1);
        assertThat(serving.at(0).ledger().inFlight()).isZero();
    }

    @Test
    void shouldTellNewFromSettledFromUnknown() {
        assertThat(confirm(MemberWorld.position(0, 0))).isEqualTo(new ConfirmResult(1, 0, 0));

        DeliverySelector mixed = new DeliverySelector(
                List.of(new Position("orders", 0, 0), new Position("orders", 0, 1), new Position("orders", 0, 77)),
                List.of(new EventId("/other", "3")),
                List.of("none"),
                List.of());

        assertThat(confirm(mixed)).isEqualTo(new ConfirmResult(1, 1, 3));
        assertThat(serving.at(0).ledger().cursor()).isEqualTo(2);
    }

    @Test
    void shouldAnswerOnceAllTopicsAreStored() {
        MemberWorld wide = new MemberWorld();
        Partition payments = new Partition("payments", 0);
        wide.reads("payments", 1);
        MemberWorld.Serving both = wide.new Serving(wide.context("one"));
        wide.append(ZERO, 1);
        wide.append(payments, 2);
        both.assigned.round(wide.round("one", Set.of(), Map.of(ZERO, "one", payments, "one")));
        wide.loop.run();
        both.send();
        wide.confirmLink.mood(Mood.HUNG);
        Acknowledgements of = new Acknowledgements(both.context, both.sent, both.assigned, both::turn);
        Future<ConfirmResult> answer =
                of.confirm(MemberWorld.positions(new Position("orders", 0, 0), new Position("payments", 0, 0)));
        wide.loop.run();

        assertThat(answer.isComplete()).isFalse();

        wide.confirmLink.mood(Mood.WELL);
        wide.loop.run();

        assertThat(MemberWorld.done(answer)).isEqualTo(new ConfirmResult(2, 0, 0));
    }

    @Test
    void shouldLeaveEventsOpenWhenTheStoreIsAway() {
        int turns = serving.turns;
        world.confirmLink.mood(Mood.AWAY);
        Future<ConfirmResult> failed = acknowledgements.confirm(MemberWorld.position(0, 0));
        world.loop.run();

        assertThat(problem(failed)).isEqualTo(Problem.UNAVAILABLE);
        assertThat(serving.at(0).ledger().cursor()).isZero();
        assertThat(serving.turns).isEqualTo(turns + 1);

        world.confirmLink.mood(Mood.WELL);

        assertThat(confirm(MemberWorld.position(0, 0))).isEqualTo(new ConfirmResult(1, 0, 0));
    }

    @Test
    void shouldCountADuplicateWhenTheAnswerOfTheFirstConfirmationWasLost() {
        world.confirmLink.mood(Mood.DEAF);
        acknowledgements.confirm(MemberWorld.position(0, 0));
        world.loop.run();
        world.confirmLink.mood(Mood.WELL);

        assertThat(confirm(MemberWorld.position(0, 0))).isEqualTo(new ConfirmResult(0, 1, 0));
        assertThat(serving.at(0).ledger().cursor()).isEqualTo(1);
    }

    @Test
    void shouldRefuseWhenTooManyConfirmationsWait() {
        world.confirmLink.mood(Mood.HUNG);
        List<Future<ConfirmResult>> waiting = List.of(
                acknowledgements.confirm(MemberWorld.position(0, 0)),
                acknowledgements.confirm(MemberWorld.position(0, 1)));
        Future<ConfirmResult> refused = acknowledgements.confirm(MemberWorld.position(0, 2));

        assertThat(waiting).hasSize(MemberWorld.MAX_CONFIRMING).noneMatch(Future::isComplete);
        assertThat(problem(refused)).isEqualTo(Problem.BUSY);

        world.confirmLink.mood(Mood.WELL);
        world.loop.run();

        assertThat(waiting).allMatch(Future::succeeded);
        assertThat(confirm(MemberWorld.position(0, 2)).first()).isEqualTo(1);
    }

    @Test
    void shouldLoseThePartitionWhenItsLeaseDoesNotStandAnyMore() {
        world.store.empty();

        assertThat(confirm(MemberWorld.position(0, 0)).first())
                .as("processed is processed")
                .isEqualTo(1);
        assertThat(serving.assigned.find(ZERO)).isNull();
        assertThat(serving.assigned.find(MemberWorld.orders(1))).isNotNull();
        assertThat(serving.outlet.said).last().isEqualTo("revoked [orders-0]");
        assertThat(confirm(MemberWorld.position(0, 1)).first())
                .as("late, of a lost partition")
                .isEqualTo(1);
    }

    @Test
    void shouldRefuseABareIdWhenSeveralSourcesHaveIt() {
        world.log.put(ZERO, "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/other\",\"type\":\"t\"}");
        serving.send();

        assertThat(problem(acknowledgements.confirm(MemberWorld.ids("1")))).isEqualTo(Problem.INVALID_REQUEST);
        assertThat(problem(acknowledgements.fail(MemberWorld.ids("1"), FailureAction.RETRY, "")))
                .isEqualTo(Problem.INVALID_REQUEST);
        assertThatThrownBy(() -> acknowledgements.extend(MemberWorld.ids("1"))).isInstanceOf(RefusedException.class);
        assertThat(confirm(MemberWorld.events(new EventId("/t", "1"))).first()).isEqualTo(1);
    }

    @Test
    void shouldSendAgainWhenAnEventFailed() {
        Future<Integer> unknown = acknowledgements.fail(
                MemberWorld.positions(new Position("orders", 0, 0), new Position("orders", 0, 9)),
                FailureAction.RETRY,
                "no");

        assertThat(MemberWorld.done(unknown)).isEqualTo(1);
        assertThat(serving.send()).as("the wait is not over").isZero();

        world.loop.pass(MemberWorld.SETTINGS.backoffDelay().multipliedBy(2));

        assertThat(serving.send()).isEqualTo(1);
        assertThat(serving.at(0).attempt(0)).isEqualTo(2);
    }

    @Test
    void shouldWriteTheCursorBeforeItAnswersWhenAnEventIsSkipped() {
        world.cursorLink.mood(Mood.HUNG);
        Future<Integer> skipped = acknowledgements.fail(MemberWorld.position(0, 0), FailureAction.SKIP, "");
        world.loop.run();

        assertThat(skipped.isComplete()).isFalse();

        world.cursorLink.mood(Mood.WELL);
        world.loop.run();

        assertThat(MemberWorld.done(skipped)).isZero();
        assertThat(world.cursors.at(MemberWorld.GROUP, ZERO).cursor()).isEqualTo(1);
        assertThat(confirm(MemberWorld.position(0, 0)).first())
                .as("confirmed after all")
                .isEqualTo(1);
    }

    @Test
    void shouldKeepAnEventAsADeadLetterWhenItIsParked() {
        Future<Integer> parked = acknowledgements.fail(MemberWorld.position(0, 1), FailureAction.PARK, "poison");
        serving.send();
        world.loop.run();

        assertThat(MemberWorld.done(parked)).isZero();
        assertThat(world.stores
                        .deadLetters()
                        .find(MemberWorld.GROUP, new Position("orders", 0, 1))
                        .result())
                .isPresent();
    }

    @Test
    void shouldBeginDeadlinesAgainWhenTheyAreExtended() {
        world.loop.pass(MemberWorld.DEADLINE.minusMillis(1));
        long until = acknowledgements.extend(MemberWorld.position(0, 0));

        assertThat(until).isEqualTo(world.loop.millis() + MemberWorld.DEADLINE.toMillis());

        world.loop.pass(MemberWorld.DEADLINE.minusMillis(1));
        serving.assigned.list().forEach(served -> served.tick(world.loop.millis()));

        assertThat(serving.at(0).ledger().inFlight())
                .as("the other two expired")
                .isEqualTo(1);
    }

    private ConfirmResult confirm(DeliverySelector named) {
        Future<ConfirmResult> answer = acknowledgements.confirm(named);
        world.loop.run();
        return MemberWorld.done(answer);
    }

    private static Problem problem(Future<?> failed) {
        assertThat(failed.failed()).isTrue();
        return RefusedException.of(failed.cause()).problem();
    }
}
