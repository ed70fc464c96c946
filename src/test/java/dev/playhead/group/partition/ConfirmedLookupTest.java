package dev.playhead.group.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.delivery.Cursor;
import dev.playhead.delivery.Feed;
import dev.playhead.delivery.Track;
import dev.playhead.event.Refusal;
import dev.playhead.group.Bounded;
import dev.playhead.group.GroupSpec;
import dev.playhead.log.Topic;
import dev.playhead.stream.Gap;
import dev.playhead.stream.TurnTime;
import dev.playhead.testing.Mood;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ConfirmedLookupTest {
    /** The clock stands before its end. */
    private static final TurnTime TIME = new TurnTime(Duration.ofMillis(5), () -> -1);

    private final GroupWorld world = new GroupWorld(GroupSpec.OnParked.PASS);
    private final PartitionProbe probe = new PartitionProbe(world);

    @Test
    void shouldOfferOnlyTheEventsThatNobodyHasConfirmed() {
        append(4);
        world.confirmElsewhere(0);
        world.confirmElsewhere(2);
        ConfirmedLookup lookup = lookup(Track.UNBOUNDED, (block, row) -> true);

        pump(lookup);

        assertThat(probe.startAll()).containsExactly(1L, 3L);
        assertThat(probe.ledger.cursor()).isEqualTo(1);
        assertThat(probe.lookups).containsExactly("up to 4: 4 of 4");
        assertThat(lookup.isAtEnd()).isTrue();
        assertThat(world.registry.get("playhead.group.known").counter().count()).isEqualTo(2);
    }

    @Test
    void shouldExcludeTheEventsThatTheFilterDoesNotWant() {
        append(4);
        pump(lookup(Track.UNBOUNDED, (block, row) -> block.offset(row) % 2 == 1));

        assertThat(probe.startAll()).containsExactly(1L, 3L);
        assertThat(probe.ledger.pending()).isEqualTo(2);
        assertThat(probe.lookups).containsExactly("up to 4: 2 of 4");
    }

    @Test
    void shouldAskNothingWhenTheFilterWantsNoneOfTheEvents() {
        append(3);
        pump(lookup(Track.UNBOUNDED, (block, row) -> false));

        assertThat(world.link.calls()).isZero();
        assertThat(probe.ledger.cursor()).isEqualTo(3);
    }

    @Test
    void shouldExcludeHolesWhenTheLogHasSome() {
        append(1);
        world.log.holes(world.partition(0), 3);
        append(1);
        pump(lookup(Track.UNBOUNDED, (block, row) -> true));

        assertThat(probe.startAll()).containsExactly(0L, 4L);
        probe.ledger.confirm(0);
        assertThat(probe.ledger.cursor()).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource(names = {"AWAY", "DEAF"})
    void shouldAskAgainAfterThePauseWhenTheStoreRefuses(Mood mood) {
        append(2);
        ConfirmedLookup lookup = lookup(Track.UNBOUNDED, (block, row) -> true);
        world.link.mood(mood);
        pump(lookup);
        long pause = world.settings.pause().toMillis();

        assertThat(probe.ledger.pending()).isZero();
        assertThat(lookup.nextAt()).isEqualTo(world.now + pause);
        assertThat(lookup.isAtEnd()).isFalse();
        world.link.mood(Mood.WELL);
        int calls = world.link.calls();
        world.now += pause - 1;
        pump(lookup);
        assertThat(world.link.calls()).as("not before the pause has passed").isEqualTo(calls);

        world.now++;
        pump(lookup);
        assertThat(probe.startAll()).containsExactly(0L, 1L);
        assertThat(lookup.nextAt()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldAskForAFewRunsAtOnceAndKeepTheirOrderWhenAnswersAreLate() {
        world.log.blocksOf(2);
        append(12);
        ConfirmedLookup lookup = lookup(Track.UNBOUNDED, (block, row) -> true);
        world.link.mood(Mood.HUNG);
        pump(lookup);

        assertThat(world.link.calls()).isEqualTo(world.settings.lookUps());
        assertThat(probe.ledger.pending()).isZero();
        world.link.mood(Mood.WELL);
        world.loop.run();
        pump(lookup);
        pump(lookup);

        assertThat(probe.startAll()).isEqualTo(LongStream.range(0, 12).boxed().toList());
    }

    @Test
    void shouldReadNoMoreThanItsBlocksWhenNobodyIsHungry() {
        world.log.blocksOf(1);
        append(20);
        ConfirmedLookup lookup = lookup(Track.UNBOUNDED, (block, row) -> true);
        for (int turn = 0; turn < 20; turn++) {
            lookup.pump(false, world.now, TIME);
            world.loop.run();
        }

        assertThat(probe.blocks.isFull()).isTrue();
        assertThat(lookup.readTo()).as("8 blocks, and the runs under way").isBetween(8L, 11L);
        pump(lookup);
        pump(lookup);
        assertThat(lookup.readTo()).as("a hungry sender makes it read on").isGreaterThan(11);
    }

    @Test
    void shouldSettleTheStretchThatTheLogHasLost() {
        append(5);
        world.log.trim(world.partition(0), 3);
        ConfirmedLookup lookup = lookup(Track.UNBOUNDED, (block, row) -> true);
        pump(lookup);

        assertThat(probe.ledger.cursor()).isEqualTo(3);
        assertThat(probe.startAll()).containsExactly(3L, 4L);
        assertThat(lookup.readTo()).isEqualTo(5);
    }

    @Test
    void shouldBeDoneWhenTheLedgerKnowsTheWholeRangeOfABoundedGroup() {
        Bounded bounded = new Bounded(
                Map.of(world.partition(0), new Bounded.Range(world.topic.id(), 0, 3, 0)),
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                false,
                null,
                0);
        GroupWorld other = new GroupWorld(GroupSpec.OnParked.PASS, "[]", bounded);
        for (int index = 0; index < 5; index++) {
            other.append("a", "id-" + index);
        }
        PartitionProbe ranged = new PartitionProbe(other);
        ConfirmedLookup lookup = lookup(ranged, 3, (block, row) -> true);
        assertThat(lookup.isDone()).isFalse();
        lookup.pump(true, other.now, TIME);
        assertThat(lookup.isDone()).as("the store has not answered").isFalse();
        other.loop.run();
        lookup.pump(true, other.now, TIME);

        assertThat(lookup.isDone()).isTrue();
        assertThat(ranged.startAll()).containsExactly(0L, 1L, 2L);
    }

    private void append(int count) {
        for (int index = 0; index < count; index++) {
            world.append("a", "id-" + world.log.end(world.partition(0)));
        }
    }

    private void pump(ConfirmedLookup lookup) {
        for (int turn = 0; turn < 3; turn++) {
            lookup.pump(true, world.now, TIME);
            world.loop.run();
        }
        lookup.pump(true, world.now, TIME);
    }

    private ConfirmedLookup lookup(long end, Wanted wanted) {
        return lookup(probe, end, wanted);
    }

    private static ConfirmedLookup lookup(PartitionProbe probe, long end, Wanted wanted) {
        Cursor cursor = Cursor.of(probe.topic(), new Track(probe.partition(), 0, end, -1));
        AtomicReference<ConfirmedLookup> made = new AtomicReference<>();
        Feed feed = probe.connection()
                .delivery()
                .feed(cursor, 0, probe.connection().context(), new Feed.Owner() {
                    @Override
                    public void gap(Gap gap) {
                        made.get().gap(gap.from(), gap.to());
                    }

                    @Override
                    public void away(Refusal refusal) {}

                    @Override
                    public void failed(Refusal refusal) {}

                    @Override
                    public void changed(Topic now) {}

                    @Override
                    public void wake() {}
                });
        made.set(new ConfirmedLookup(probe, probe, probe.ledger, probe.blocks, feed, cursor, wanted));
        return made.get();
    }
}
