package dev.playhead.group.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.config.Settings;
import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.filter.FilterCodec;
import dev.playhead.filter.FilterLimits;
import dev.playhead.group.Group;
import dev.playhead.group.GroupSettings;
import dev.playhead.group.GroupSpec;
import dev.playhead.group.GroupSpecs;
import dev.playhead.log.Journal;
import dev.playhead.testing.Defaults;
import dev.playhead.testing.ForwardingJournal;
import dev.playhead.testing.MemoryJournal;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class GroupsTest {
    private static final FilterLimits LIMITS =
            Settings.load(List.of(), Map.of()).filters();
    private static final GroupSpecs SPECS =
            new GroupSpecs(Defaults.of(GroupSettings.class), new FilterCodec(LIMITS, () -> {}));
    private static final GroupSpec ORDERS = spec("orders", 5);

    private final MemoryJournal journal = new MemoryJournal();
    private final Groups groups = node(journal);

    @Test
    void shouldBeThereOnAllNodesWhenJoinedOnOne() {
        Group made = groups.join("billing", whole(ORDERS)).result();

        assertThat(node(journal).find("billing").result()).isEqualTo(made);
        assertThat(made.spec()).isEqualTo(ORDERS);
        assertThat(groups.join("billing", whole(ORDERS)).result()).isEqualTo(made);
    }

    @Test
    void shouldLookOnlyAtWhatASubscriptionCanSayWhenJoined() {
        groups.put("billing", spec("orders", 9));

        assertThat(groups.join("billing", whole(ORDERS))
                        .result()
                        .spec()
                        .handling()
                        .retry())
                .isEqualTo(9);
        assertThat(problem(groups.join("billing", whole(spec("payments", 9))))).isEqualTo(Problem.GROUP_MISMATCH);
    }

    @Test
    void shouldTellWhetherItWasMadeWhenPut() {
        Groups.Put made = groups.put("billing", ORDERS).result();
        Groups.Put same = groups.put("billing", ORDERS).result();
        Groups.Put changed = groups.put("billing", spec("orders", 6)).result();

        assertThat(made.made()).isTrue();
        assertThat(same).isEqualTo(new Groups.Put(made.group(), ORDERS));
        assertThat(changed.made()).isFalse();
        assertThat(changed.group().version()).isEqualTo(2);
        assertThat(changed.group().made()).isEqualTo(made.group().made());
        assertThat(problem(groups.put("billing", spec("payments", 6)))).isEqualTo(Problem.GROUP_MISMATCH);
    }

    @Test
    void shouldLetNobodyJoinWhileItIsTakenAway() {
        groups.put("billing", ORDERS);
        List<Optional<Group>> told = new ArrayList<>();
        groups.watch("billing", told::add);
        Groups other = node(journal);

        assertThat(other.end("billing").succeeded()).isTrue();
        assertThat(other.end("billing").succeeded()).isTrue();
        assertThat(problem(groups.join("billing", whole(ORDERS)))).isEqualTo(Problem.BUSY);
        assertThat(problem(groups.put("billing", ORDERS))).isEqualTo(Problem.BUSY);
        assertThat(told).hasSize(1).allMatch(group -> group.orElseThrow().ending());

        other.remove("billing");
        assertThat(groups.join("billing", whole(ORDERS)).succeeded()).isTrue();
    }

    @Test
    void shouldRefuseToEndWhenAMoveHoldsIt() {
        Instant began = Instant.now();
        groups.put("billing", ORDERS);
        Group held =
                groups.hold("billing", began.plusSeconds(40).toEpochMilli()).result();
        Groups other = node(journal);

        assertThat(problem(other.end("billing"))).isEqualTo(Problem.BUSY);
        assertThat(groups.find("billing").result().ending()).isFalse();

        Groups later = new Groups(new GroupJournal(journal, SPECS), 100, () -> began.plusSeconds(41));
        assertThat(groups.letGo(held).succeeded()).isTrue();
        assertThat(other.end("billing").succeeded()).isTrue();
        other.remove("billing");
        groups.put("billing", ORDERS);
        groups.hold("billing", began.plusSeconds(40).toEpochMilli());

        assertThat(later.end("billing").succeeded())
                .as("nobody has let it go in time")
                .isTrue();
    }

    @Test
    void shouldLetGoWhenAnotherWroteAgainWhatCounted() {
        groups.put("billing", ORDERS);
        Delayed delayed = new Delayed(journal);
        Future<Groups.Put> late = node(delayed).put("billing", spec("orders", 6));
        Group held = groups.hold("billing", System.currentTimeMillis() + 40_000).result();
        delayed.letGo();

        assertThat(problem(late)).isEqualTo(Problem.BUSY);
        assertThat(groups.find("billing").result().version()).isGreaterThan(held.version());
        assertThat(groups.letGo(held).succeeded()).isTrue();

        assertThat(node(journal).join("billing", whole(ORDERS)).succeeded()).isTrue();
    }

    @Test
    void shouldLeaveTheHoldOfAnotherMoveWhenLetGo() {
        Instant began = Instant.now();
        groups.put("billing", ORDERS);
        Group mine =
                groups.hold("billing", began.plusSeconds(40).toEpochMilli()).result();
        Groups later = new Groups(new GroupJournal(journal, SPECS), 100, () -> began.plusSeconds(41));
        Group others =
                later.hold("billing", began.plusSeconds(90).toEpochMilli()).result();

        assertThat(groups.letGo(mine).succeeded()).isTrue();

        assertThat(problem(groups.join("billing", whole(ORDERS)))).isEqualTo(Problem.BUSY);
        assertThat(groups.find("billing").result()).isEqualTo(others);
    }

    @Test
    void shouldTellTheWatcherWhenChangedElsewhereAndWhenRemoved() {
        groups.put("billing", ORDERS);
        List<Optional<Group>> told = new ArrayList<>();
        Runnable end = groups.watch("billing", told::add);

        Groups other = node(journal);
        Group changed = other.put("billing", spec("orders", 6)).result().group();
        other.remove("billing");
        end.run();
        other.put("billing", ORDERS);

        assertThat(told).containsExactly(Optional.of(changed), Optional.empty());
    }

    @Test
    void shouldLetTheFirstCountEverywhereWhenTwoNodesMakeItAtOnce() {
        Delayed delayed = new Delayed(journal);
        Future<Group> late = node(delayed).join("billing", whole(spec("payments", 5)));
        Group first = groups.join("billing", whole(ORDERS)).result();

        delayed.letGo();

        assertThat(problem(late)).isEqualTo(Problem.GROUP_MISMATCH);
        Group afterwards = node(journal).find("billing").result();
        assertThat(afterwards.spec()).isEqualTo(first.spec());
        assertThat(groups.find("billing").result()).isEqualTo(afterwards);
    }

    @Test
    void shouldJoinTheOthersWhenTwoNodesMakeTheSameAtOnce() {
        Delayed delayed = new Delayed(journal);
        Future<Group> late = node(delayed).join("billing", whole(spec("orders", 7)));
        groups.join("billing", whole(ORDERS));

        delayed.letGo();

        assertThat(late.result().spec()).isEqualTo(ORDERS);
    }

    @Test
    void shouldRefuseWhenNameOrNumberIsOutOfBounds() {
        assertThat(problem(groups.find("a/b"))).isEqualTo(Problem.INVALID_REQUEST);
        assertThat(problem(groups.find("absent"))).isEqualTo(Problem.GROUP_NOT_FOUND);
        Groups two = new Groups(new GroupJournal(journal, SPECS), 2, InstantSource.system());
        two.put("one", ORDERS);
        two.put("two", ORDERS);
        assertThat(problem(two.put("three", ORDERS))).isEqualTo(Problem.TOO_LARGE);
        assertThat(two.put("two", spec("orders", 6)).succeeded()).isTrue();
    }

    @Test
    void shouldFailWhenTheJournalIsAway() {
        journal.available(false);

        assertThat(problem(groups.join("billing", whole(ORDERS)))).isEqualTo(Problem.UNAVAILABLE);
        assertThat(problem(groups.list())).isEqualTo(Problem.UNAVAILABLE);
    }

    private static Groups node(Journal journal) {
        return new Groups(new GroupJournal(journal, SPECS), 100, InstantSource.system());
    }

    private static GroupSpec spec(String topic, int retry) {
        return SPECS.read(new JsonObject()
                .put("topics", new io.vertx.core.json.JsonArray().add(topic))
                .put("retry", retry));
    }

    /** A subscription that says which topic and which filter, and nothing else. */
    private static Groups.Wishes whole(GroupSpec spec) {
        JsonObject said = SPECS.write(spec);
        said.fieldNames().retainAll(List.of("topics", "filter"));
        return known -> SPECS.asked(said, known);
    }

    private static Problem problem(Future<?> future) {
        assertThat(future.failed()).isTrue();
        return RefusedException.of(future.cause()).problem();
    }

    /** Writes a first value only when it is told to. */
    private static final class Delayed extends ForwardingJournal {
        private final io.vertx.core.Promise<Void> gate = io.vertx.core.Promise.promise();

        Delayed(Journal journal) {
            super(journal);
        }

        void letGo() {
            gate.complete();
        }

        @Override
        public Future<Void> put(String key, String value) {
            return gate.future().compose(open -> super.put(key, value));
        }
    }
}
