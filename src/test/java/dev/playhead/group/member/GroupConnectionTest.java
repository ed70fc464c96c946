package dev.playhead.group.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.delivery.DeliverySettings;
import dev.playhead.delivery.request.Token;
import dev.playhead.event.Partition;
import dev.playhead.event.Position;
import dev.playhead.event.Problem;
import dev.playhead.group.Bounded;
import dev.playhead.group.ConfirmResult;
import dev.playhead.group.Counted;
import dev.playhead.group.FailureAction;
import dev.playhead.group.Gate;
import dev.playhead.group.Group;
import dev.playhead.group.GroupOutlet;
import dev.playhead.group.GroupSpec;
import dev.playhead.group.Serving;
import dev.playhead.group.partition.ConnectionContext;
import dev.playhead.testing.Defaults;
import dev.playhead.testing.Mood;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class GroupConnectionTest {
    private static final Partition ZERO = MemberWorld.orders(0);
    private static final Partition ONE = MemberWorld.orders(1);
    private static final Partition TWO = MemberWorld.orders(2);

    private static final Duration CREDIT_NOTICE =
            Defaults.of(DeliverySettings.class).creditNotice();

    private final MemberWorld world = new MemberWorld();
    private final Coordinator coordinator = world.coordinator(null);
    private final RecordedMember outlet = new RecordedMember();

    private GroupConnection start(String member, long credit, RecordedMember to) {
        GroupConnection connection = world.connection(world.context(member), credit, to, coordinator);
        connection.start();
        world.loop.pass(MemberWorld.SYNC);
        return connection;
    }

    private GroupConnection start(long credit) {
        return start("one", credit, outlet);
    }

    @Test
    void shouldSendAllEventsOfItsPartitionsWhenItHasCredit() {
        world.append(ZERO, 1, 2);
        world.append(TWO, 3);
        start(10);

        assertThat(outlet.events).containsExactlyInAnyOrder("1", "2", "3").containsSubsequence("1", "2");
        assertThat(outlet.said).containsExactly("assigned [orders-0, orders-1, orders-2] in 1", "caughtUp");

        world.append(ONE, 4);
        world.loop.run();

        assertThat(outlet.events).last().isEqualTo("4");
    }

    @Test
    void shouldSendNoMoreThanItsCredit() {
        world.append(ZERO, 1, 2, 3, 4, 5);
        GroupConnection connection = start(2);

        assertThat(outlet.events).containsExactly("1", "2");
        assertThat(outlet.said).contains("starved").doesNotContain("caughtUp");

        connection.request(1);
        world.loop.run();

        assertThat(outlet.events).containsExactly("1", "2", "3");

        connection.request(10, 1);
        world.loop.run();

        assertThat(outlet.events).as("one byte is less than any event has").hasSize(3);

        connection.request(1, 1 << 20);
        world.loop.run();

        assertThat(outlet.events).hasSize(5);
    }

    @Test
    void shouldPassItsPartitionsOnWhenItDoesNotAskAndAnotherDoes() {
        world.append(ZERO, 1, 2, 3);
        GroupConnection lazy = start(0);
        world.loop.pass(MemberWorld.UNASKED.plus(MemberWorld.SYNC.multipliedBy(2)));

        assertThat(lazy.served().get(0).stuck()).singleElement().satisfies(stuck -> assertThat(stuck.why())
                .isEqualTo("no credit"));

        RecordedMember asking = new RecordedMember();
        start("two", 100, asking);
        world.loop.pass(MemberWorld.SYNC.multipliedBy(3));

        assertThat(asking.events).startsWith("1", "2", "3");
        assertThat(lazy.served()).isEmpty();

        lazy.request(10);
        world.loop.pass(MemberWorld.DRAIN.plus(MemberWorld.SYNC.multipliedBy(3)));

        assertThat(lazy.served()).as("it asks, and has its share again").isNotEmpty();
    }

    @Test
    void shouldTellTheClientOnceWhenItConfirmsNothing() {
        world.append(ZERO, 1, 2);
        start(100);
        world.loop.pass(MemberWorld.DEADLINE.dividedBy(2));

        assertThat(outlet.times("notice nothing_confirmed"))
                .as("before any is parked")
                .isEqualTo(1);

        world.append(ONE, 3);
        world.loop.pass(MemberWorld.DEADLINE.multipliedBy(10));

        assertThat(outlet.times("notice nothing_confirmed")).as("once").isEqualTo(1);
    }

    @Test
    void shouldNotTellTheClientToConfirmWhenItAnswersDeliveries() {
        List<Consumer<GroupConnection>> answers = List.of(
                client -> client.confirm(MemberWorld.position(0, 0)),
                client -> client.fail(MemberWorld.position(0, 0), FailureAction.RETRY, "later"),
                client -> client.extend(MemberWorld.position(0, 0)));
        for (Consumer<GroupConnection> answer : answers) {
            MemberWorld each = new MemberWorld();
            each.append(ZERO, 1, 2);
            RecordedMember to = new RecordedMember();
            GroupConnection client = each.connection(each.context("one"), 10, to, each.coordinator(null));
            client.start();
            each.loop.pass(MemberWorld.SYNC);
            answer.accept(client);
            each.loop.pass(MemberWorld.DEADLINE.multipliedBy(5));

            assertThat(to.said).noneMatch(said -> said.startsWith("notice"));
        }
    }

    @Test
    void shouldTellTheClientOnceThatItsStreamWaitsForCredit() {
        GroupConnection connection = start(0);
        world.loop.pass(CREDIT_NOTICE.plus(MemberWorld.SYNC));

        assertThat(outlet.times("notice no_credit")).as("also without events").isEqualTo(1);

        connection.request(1, 3);
        world.append(ZERO, 1);
        world.loop.pass(CREDIT_NOTICE.plus(MemberWorld.SYNC.multipliedBy(3)));

        assertThat(outlet.times("notice no_credit_in_bytes")).isEqualTo(1);

        connection.request(1, 1 << 20);
        world.loop.run();
        connection.confirm(MemberWorld.position(0, 0));
        world.append(ZERO, 2, 3, 4);
        world.loop.pass(CREDIT_NOTICE.multipliedBy(3));

        assertThat(outlet.times("notice no_credit")).as("each reason once").isEqualTo(1);
    }

    @Test
    void shouldNotMentionCreditWhenTheClientHadSomeAndNothingWaits() {
        start(5);
        world.loop.pass(CREDIT_NOTICE.multipliedBy(3));
        outlet.full = true;
        world.append(ZERO, 1);
        world.loop.pass(CREDIT_NOTICE.multipliedBy(3));

        assertThat(outlet.said).noneMatch(said -> said.startsWith("notice"));
    }

    @Test
    void shouldNameTheCreditInBytesWhenTheNextEventIsLarger() {
        world.append(ZERO, 1, 2);
        GroupConnection connection = start(0);
        connection.request(10, 5);
        world.loop.pass(MemberWorld.UNASKED.plus(MemberWorld.SYNC.multipliedBy(3)));

        assertThat(connection.served().get(0).stuck()).singleElement().satisfies(stuck -> assertThat(stuck.why())
                .isEqualTo("no credit in bytes"));

        connection.request(1, 1 << 20);
        world.loop.pass(MemberWorld.SYNC.multipliedBy(2));

        assertThat(outlet.events).containsExactly("1", "2");
        assertThat(connection.served().get(0).stuck()).isEmpty();
    }

    @Test
    void shouldWaitWhileItsOutletIsFull() {
        outlet.full = true;
        world.append(ZERO, 1, 2);
        GroupConnection connection = start(10);

        assertThat(outlet.events).isEmpty();

        outlet.full = false;
        connection.resume();
        world.loop.run();

        assertThat(outlet.events).containsExactly("1", "2");
    }

    @Test
    void shouldMoveItsTokenAndItsCursorWhenEventsAreConfirmed() {
        world.append(ZERO, 1, 2, 3);
        GroupConnection connection = start(10);
        Future<ConfirmResult> answer = connection.confirm(MemberWorld.position(0, 0));
        world.loop.run();

        assertThat(MemberWorld.done(answer)).isEqualTo(new ConfirmResult(1, 0, 0));
        assertThat(place(connection.token(), 0)).isEqualTo(1);

        world.loop.pass(MemberWorld.TOKEN_INTERVAL.plus(MemberWorld.CURSOR_INTERVAL));

        assertThat(outlet.times("place")).isEqualTo(1);
        assertThat(place(outlet.tokens.get(outlet.tokens.size() - 1), 0)).isEqualTo(1);
        assertThat(world.cursors.at(MemberWorld.GROUP, ZERO).cursor()).isEqualTo(1);
    }

    @Test
    void shouldSendAgainWhenTheDeadlinePassed() {
        world.append(ZERO, 1, 2);
        GroupConnection connection = start(10);
        connection.confirm(MemberWorld.position(0, 1));
        world.loop.pass(MemberWorld.DEADLINE.plus(Duration.ofSeconds(1)));

        assertThat(outlet.events).containsExactly("1", "2", "1#2");

        world.loop.pass(MemberWorld.DEADLINE.plus(Duration.ofSeconds(1)));

        assertThat(outlet.events).containsExactly("1", "2", "1#2", "1#3");

        world.loop.pass(MemberWorld.DEADLINE.plus(Duration.ofSeconds(1)));

        assertThat(outlet.events).as("it is parked after two retries").hasSize(4);
        assertThat(world.stores
                        .deadLetters()
                        .find(MemberWorld.GROUP, new Position("orders", 0, 0))
                        .result())
                .isPresent();
    }

    @Test
    void shouldShareThePartitionsWhenAnotherConnectionJoins() {
        GroupConnection one = start(100);
        RecordedMember other = new RecordedMember();
        GroupConnection two = start("two", 100, other);
        world.loop.pass(MemberWorld.SYNC.multipliedBy(2));
        world.append(ZERO, 1);
        world.append(ONE, 2);
        world.append(TWO, 3);
        world.loop.run();

        assertThat(one.served()).hasSize(2);
        assertThat(two.served()).hasSize(1);
        assertThat(outlet.events).hasSize(2).doesNotContainAnyElementsOf(other.events);
        assertThat(other.events).hasSize(1);
    }

    @Test
    void shouldLeaveWhatItHadToAnotherWhenItCloses() {
        world.append(ZERO, 1, 2, 3);
        GroupConnection one = start(100);
        one.confirm(MemberWorld.position(0, 0));
        one.close();
        world.loop.run();

        assertThat(one.ended().succeeded()).isTrue();
        assertThat(world.open).isEmpty();

        RecordedMember other = new RecordedMember();
        start("two", 100, other);

        assertThat(other.events).as("all that is not confirmed").containsExactly("2#2", "3#2");
        assertThat(outlet.said).as("it says nothing after its end").noneMatch(said -> said.startsWith("revoked"));
    }

    @Test
    void shouldSayWhenItFellBehindAndCaughtUp() {
        GroupConnection connection = start(1);

        assertThat(outlet.times("caughtUp")).isEqualTo(1);

        int more = MemberWorld.FELL_BEHIND + 1;
        for (int id = 0; id < more; id++) {
            world.append(ZERO, id);
        }
        world.loop.pass(MemberWorld.SYNC.multipliedBy(2));

        assertThat(outlet.said).contains("fellBehind by " + more);

        connection.request(1000);
        world.loop.run();

        assertThat(outlet.events).hasSize(more);
        assertThat(outlet.times("caughtUp")).isEqualTo(2);
    }

    @Test
    void shouldSendNothingWhenItsLeaseRanOut() {
        GroupConnection connection = start(10);
        world.leaseLink.mood(Mood.AWAY);
        world.loop.pass(MemberWorld.LEASE);
        world.append(ZERO, 1);
        world.loop.run();

        assertThat(outlet.events).isEmpty();
        assertThat(connection.served()).isEmpty();

        world.leaseLink.mood(Mood.WELL);
        world.loop.pass(MemberWorld.SYNC);

        assertThat(outlet.events).containsExactly("1");
    }

    @Test
    void shouldEndWhenItsGroupIsDeletedOrChanged() {
        GroupSpec spec = world.context("any").spec();
        Map<String, Optional<Group>> changes = Map.of(
                "failed: group_not_found", Optional.empty(),
                "failed: going_away", Optional.of(new Group(MemberWorld.GROUP, other(spec), 2, 0, false)));
        changes.forEach((said, change) -> {
            RecordedMember to = new RecordedMember();
            GroupConnection connection = start(said, 10, to);
            connection.changed(Optional.of(new Group(MemberWorld.GROUP, spec, 1, 0, false)));

            assertThat(connection.isRunning()).isTrue();

            connection.changed(change);
            world.loop.run();

            assertThat(to.said).last().isEqualTo(said);
            assertThat(connection.isRunning()).isFalse();
            assertThat(connection.ended().succeeded()).isTrue();
        });
    }

    @Test
    void shouldRunTheActionOnceWhenItCloses() {
        List<String> gone = new ArrayList<>();
        GroupConnection connection = start(1);
        connection.whenGone(() -> gone.add("gone"));
        connection.close();
        connection.close();
        world.loop.run();

        assertThat(gone).hasSize(1);
        assertThat(connection.ended().succeeded()).isTrue();
    }

    @Test
    void shouldTellWhatIsServedWithWhatIsStuck() {
        world.append(ZERO, 1, 2);
        GroupConnection connection = start(1);
        for (int step = 0; step < 20; step++) {
            world.loop.pass(Duration.ofMillis(500));
            connection.extend(MemberWorld.position(0, 0));
        }
        Serving.Served served = connection.served().stream()
                .filter(each -> each.partition().equals(ZERO))
                .findFirst()
                .orElseThrow();

        assertThat(served.connection()).isEqualTo("one");
        assertThat(served.load().inFlight()).isEqualTo(1);
        assertThat(served.load().waiting()).isEqualTo(1);
        assertThat(served.stuck()).hasSize(1);
    }

    @Test
    void shouldRefuseAnotherThread() {
        GroupConnection connection = start(1);
        List<Runnable> calls = List.of(
                connection::start,
                connection::resume,
                connection::close,
                () -> connection.request(1),
                () -> connection.request(1, 1),
                () -> connection.confirm(MemberWorld.position(0, 0)),
                () -> connection.fail(MemberWorld.position(0, 0), FailureAction.RETRY, ""),
                () -> connection.extend(MemberWorld.position(0, 0)));
        for (Runnable call : calls) {
            assertThatThrownBy(() -> CompletableFuture.runAsync(call).join())
                    .hasCauseInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("one belongs to");
        }
        assertThat(connection.isRunning()).isTrue();
    }

    // ---- bounded groups

    /** Lets through so many events at a time, and not before their moment. */
    private final class Steps implements Gate {
        private int left;
        private long due = Long.MIN_VALUE;
        private final List<Double> parts = new ArrayList<>();

        Steps(int left) {
            this.left = left;
        }

        @Override
        public int events(long now) {
            return left;
        }

        @Override
        public long bytes(long now) {
            return Long.MAX_VALUE;
        }

        @Override
        public long due(long recorded) {
            return due;
        }

        @Override
        public void sent(long now, int events, long bytes) {
            left -= events;
        }

        @Override
        public long opensAt(long now) {
            return Long.MAX_VALUE;
        }

        @Override
        public void part(double part) {
            parts.add(part);
        }
    }

    private GroupConnection startBounded(Bounded bounded, Gate gate, List<Counted> settled) {
        ConnectionContext context = world.context("one", bounded, gate);
        Coordinator of = world.coordinator(new BoundedProgress(MemberWorld.GROUP, bounded, counted -> {
            settled.add(counted);
            return Future.succeededFuture();
        }));
        GroupConnection connection = world.connection(context, 1000, outlet, of);
        connection.start();
        world.loop.pass(MemberWorld.SYNC);
        return connection;
    }

    @Test
    void shouldNotifyThatABoundedGroupIsSettledWhenItsLastEventIsConfirmed() {
        world.append(ZERO, 1, 2);
        world.append(ONE, 3);
        List<Counted> settled = new ArrayList<>();
        GroupConnection connection = startBounded(world.bounded(false), Gate.OPEN, settled);
        world.append(ZERO, 99);
        world.loop.run();

        assertThat(outlet.events).as("nothing beyond its ends").containsExactlyInAnyOrder("1", "2", "3");
        assertThat(connection.ends())
                .containsExactly(
                        new Position("orders", 0, 2), new Position("orders", 1, 1), new Position("orders", 2, 0));

        connection.confirm(MemberWorld.positions(new Position("orders", 0, 0), new Position("orders", 1, 0)));
        world.loop.pass(MemberWorld.SYNC);

        assertThat(settled).isEmpty();

        connection.confirm(MemberWorld.position(0, 1));
        world.loop.pass(MemberWorld.SYNC);

        assertThat(settled).hasSize(1);
        assertThat(settled.get(0).sent().events()).isEqualTo(3);

        connection.completed(new GroupOutlet.Completion(3, 3, 0));

        assertThat(outlet.said).last().isEqualTo("completed 3");
        assertThat(connection.isRunning()).isFalse();
    }

    @Test
    void shouldNotifyLaterWhenTheEndCouldNotBeWritten() {
        world.append(ZERO, 1);
        List<Counted> settled = new ArrayList<>();
        GroupConnection connection = startBounded(world.bounded(false), Gate.OPEN, settled);
        world.cursorLink.mood(Mood.AWAY);
        connection.confirm(MemberWorld.position(0, 0));
        world.loop.pass(MemberWorld.SYNC);

        assertThat(settled).isEmpty();

        world.cursorLink.mood(Mood.WELL);
        world.loop.pass(MemberWorld.SYNC.multipliedBy(2));

        assertThat(settled).hasSize(1);
    }

    @Test
    void shouldSendAsMuchAsTheGateLetsThrough() {
        world.append(ZERO, 1, 2, 3);
        Steps gate = new Steps(2);
        GroupConnection connection = startBounded(world.bounded(false), gate, new ArrayList<>());

        assertThat(outlet.events).containsExactly("1", "2");
        assertThat(gate.parts).isNotEmpty().allMatch(part -> part > 0 && part <= 1);

        gate.left = 5;
        connection.resume();
        // The third event has waited long enough to be looked up once more
        world.loop.run();

        assertThat(outlet.events).containsExactly("1", "2", "3");
    }

    @Test
    void shouldSendAnEventAtItsMomentWhenTheGateHasATimeline() {
        world.append(ZERO, 1);
        Steps gate = new Steps(10);
        gate.due = world.loop.millis() + 5_000;
        startBounded(world.bounded(false), gate, new ArrayList<>());
        world.loop.pass(Duration.ofMillis(5_000 - 1).minus(MemberWorld.SYNC));

        assertThat(outlet.events).isEmpty();

        world.loop.pass(Duration.ofMillis(10));

        assertThat(outlet.events).containsExactly("1");
    }

    @Test
    void shouldSayWhetherItMayComeBackWhenABoundedGroupIsCalledOff() {
        GroupConnection connection = startBounded(world.bounded(false), Gate.OPEN, new ArrayList<>());
        connection.calledOff(Problem.GOING_AWAY.because("paused"), true);

        assertThat(outlet.said).last().isEqualTo("calledOff: going_away, may come back");
        assertThat(connection.isRunning()).isFalse();
    }

    private long place(String token, int partition) {
        return Token.parse(token).topics().get(0).places().get(partition).offset();
    }

    private static GroupSpec other(GroupSpec spec) {
        GroupSpec.Handling handling = spec.handling();
        return new GroupSpec(
                spec.topics(),
                spec.filter(),
                spec.from(),
                new GroupSpec.Handling(
                        handling.deadline().plusSeconds(1),
                        handling.retry(),
                        handling.backoffPolicy(),
                        handling.backoffDelay(),
                        handling.maxInFlight(),
                        handling.maxAhead(),
                        handling.onParked()));
    }
}
