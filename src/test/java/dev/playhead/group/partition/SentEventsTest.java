package dev.playhead.group.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.EventId;
import dev.playhead.event.Position;
import dev.playhead.event.RefusedException;
import dev.playhead.group.DeliverySelector;
import dev.playhead.group.GroupSpec;
import dev.playhead.group.ParkedIndex;
import dev.playhead.group.ledger.LedgerEvent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The world's bounds: 4 settled and 2 lost events stay known. */
final class SentEventsTest {
    private final GroupWorld world = new GroupWorld(GroupSpec.OnParked.PASS);
    private final SentEvents sentEvents = world.sentEvents;

    @Test
    void shouldFindAnEventByPositionByIdAndBySource() {
        send(0, "1", "2");

        assertThat(offsets(find(position(0, 1)))).containsExactly(1L);
        assertThat(offsets(find(id("1")))).containsExactly(0L);
        assertThat(offsets(find(event("/test", "2")))).containsExactly(1L);
        assertThat(find(id("1")).unknown()).isZero();
    }

    @Test
    void shouldCountTheNamesThatMatchNoEvent() {
        send(0, "1");

        assertThat(find(position(0, 9)).unknown()).isEqualTo(1);
        assertThat(find(position(1, 0)).unknown()).isEqualTo(1);
        assertThat(find(id("other")).unknown()).isEqualTo(1);
        assertThat(find(event("/other", "1")).unknown()).isEqualTo(1);
        assertThat(find(event("/other", "1")).events()).isEmpty();
    }

    @Test
    void shouldFindAllOpenEventsOfThePartitionInOrderWhenTheClientNamesTheLast() {
        PartitionProbe probe = send(0, "1", "2", "3", "4", "5");
        send(1, "6");
        probe.sent.settle(1, SentEvent.State.CONFIRMED);

        SentEvents.Found found = find(new DeliverySelector(List.of(), List.of(), List.of(), List.of(at(0, 3))));

        assertThat(offsets(found)).containsExactly(0L, 2L, 3L);
        assertThat(found.events())
                .allSatisfy(each -> assertThat(each.partition()).isZero());
    }

    @Test
    void shouldCountUnknownWhenTheClientNamesTheLastOfAPartitionThatItNeverHad() {
        send(0, "1", "2");

        SentEvents.Found found =
                find(new DeliverySelector(List.of(), List.of(), List.of(), List.of(at(1, 5), at(0, 0), at(-1, 9))));

        assertThat(offsets(found)).containsExactly(0L);
        assertThat(found.unknown()).isEqualTo(2);
    }

    @Test
    void shouldRefuseABareIdWhenEventsOfSeveralSourcesHaveIt() {
        PartitionProbe probe = send(0, "1");
        LedgerEvent other = another(1);
        probe.sent.add(other, "/other", "1");

        assertThatThrownBy(() -> find(id("1"))).isInstanceOf(RefusedException.class);
        assertThat(offsets(find(event("/other", "1")))).containsExactly(other.offset());
    }

    @Test
    void shouldMeanAllOpenAppendsOfAnEventWhenItWasAppendedTwice() {
        PartitionProbe one = send(0, "same");
        send(1, "same");

        assertThat(find(id("same")).events()).hasSize(2);
        one.sent.settle(0, SentEvent.State.CONFIRMED);
        assertThat(find(id("same")).events()).singleElement().satisfies(open -> assertThat(open.partition())
                .isEqualTo(1));
    }

    @ParameterizedTest
    @EnumSource(
            value = SentEvent.State.class,
            names = {"CONFIRMED", "CLOSED"})
    void shouldKeepTheLatestSettledEventsAndForgetTheOldest(SentEvent.State how) {
        PartitionProbe probe = send(0, "1", "2", "3", "4", "5", "6");
        for (long offset = 0; offset < 6; offset++) {
            probe.sent.settle(offset, how);
        }

        assertThat(find(id("1")).unknown()).isEqualTo(1);
        assertThat(find(position(0, 1)).unknown()).isEqualTo(1);
        assertThat(find(id("3")).events()).singleElement().satisfies(each -> {
            assertThat(each.state).isEqualTo(how);
            assertThat(each.owner).isNull();
        });
    }

    @Test
    void shouldKeepTheLatestLostEventsWhenThePartitionMovesOn() {
        PartitionProbe probe = send(0, "1", "2", "3");
        probe.sent.settle(0, SentEvent.State.CONFIRMED);
        probe.sent.lose();

        assertThat(find(id("2")).events()).extracting(each -> each.state).containsExactly(SentEvent.State.LOST);
        assertThat(find(id("1")).events()).extracting(each -> each.state).containsExactly(SentEvent.State.CONFIRMED);
        assertThat(find(new DeliverySelector(List.of(), List.of(), List.of(), List.of(at(0, 9))))
                        .events())
                .as("none is open")
                .isEmpty();
        send(1, "4", "5", "6").sent.lose();
        assertThat(find(id("2")).unknown())
                .as("only the two lost last are known")
                .isEqualTo(1);
        assertThat(find(id("6")).unknown()).isZero();
    }

    @Test
    void shouldSettleNothingOfAnotherOwnerWhenThePartitionCameBack() {
        PartitionProbe before = send(0, "1");
        PartitionProbe after = new PartitionProbe(world, 0, ParkedIndex.EMPTY);

        after.sent.settle(0, SentEvent.State.CLOSED);
        after.sent.lose();

        assertThat(find(id("1")).events()).extracting(each -> each.state).containsExactly(SentEvent.State.OPEN);
        assertThat(after.sent.attempt(0)).isZero();
        assertThat(before.sent.attempt(0)).isEqualTo(1);
    }

    @Test
    void shouldReleaseAllPartitionsThatWaitWhenTheEventIsConfirmed() {
        PartitionProbe one = send(0, "same");
        PartitionProbe other = new PartitionProbe(world, 1, ParkedIndex.EMPTY);
        assertThat(other.sent.holds("/test", "same")).isTrue();
        assertThat(other.sent.holds("/other", "same")).as("another source").isFalse();
        assertThat(one.sent.holds("/test", "same")).as("its own event").isFalse();

        one.sent.settle(0, SentEvent.State.CONFIRMED);

        assertThat(other.confirmedInOther).containsExactly(world.identity(0));
        assertThat(other.sent.holds("/test", "same")).isFalse();
    }

    /** Appends events of these ids to the partition and sends them. */
    private PartitionProbe send(int partition, String... ids) {
        for (String id : ids) {
            world.append(partition, "key-" + id, id);
        }
        PartitionProbe probe = new PartitionProbe(world, partition, ParkedIndex.EMPTY).offerAll();
        List<LedgerEvent> events = probe.ledger.next(world.now, ids.length);
        for (int index = 0; index < ids.length; index++) {
            probe.ledger.start(events.get(index), world.now);
            probe.sent.add(events.get(index), "/test", ids[index]);
        }
        return probe;
    }

    /** An event of partition 0 at the offset, which nobody has sent. */
    private LedgerEvent another(long offset) {
        world.append("other", "other");
        return new PartitionProbe(world).offerAll().ledger.next(world.now, 10).get((int) offset);
    }

    private SentEvents.Found find(DeliverySelector named) {
        return sentEvents.find(named);
    }

    private static List<Long> offsets(SentEvents.Found found) {
        return found.events().stream().map(SentEvent::offset).toList();
    }

    private static Position at(int partition, long offset) {
        return new Position("orders", partition, offset);
    }

    private static DeliverySelector position(int partition, long offset) {
        return new DeliverySelector(List.of(at(partition, offset)), List.of(), List.of(), List.of());
    }

    private static DeliverySelector id(String id) {
        return new DeliverySelector(List.of(), List.of(), List.of(id), List.of());
    }

    private static DeliverySelector event(String source, String id) {
        return new DeliverySelector(List.of(), List.of(new EventId(source, id)), List.of(), List.of());
    }
}
