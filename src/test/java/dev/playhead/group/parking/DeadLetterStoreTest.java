package dev.playhead.group.parking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Identity;
import dev.playhead.event.Partition;
import dev.playhead.event.Position;
import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.group.ParkedIndex;
import dev.playhead.log.Block;
import dev.playhead.log.Topic;
import dev.playhead.metrics.Meter;
import dev.playhead.metrics.Meters;
import dev.playhead.testing.MemoryJournal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DeadLetterStoreTest {
    private static final Topic ORDERS = new Topic("orders", "id-1", 2, true, true);

    private final MemoryJournal journal = new MemoryJournal();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final DeadLetterStore parking = parking();

    @Test
    void shouldGiveAllBackWhenLookedAt() {
        String event = "{\"specversion\":\"1.0\",\"id\":\"é\\u0000\",\"source\":\"/s\",\"type\":\"t\",\"n\":1.50e3}";
        Parked parked = new Parked(
                "billing",
                new Parked.Original("id-1", new Position("orders", 1, 7), 1000, true, -5, new Identity(-1, 2), event),
                new Parked.Failure("it said \",\"event\":{\" and failed\n", 6, 2000, 3000));

        parking.park(parked);

        assertThat(parking.find("billing", new Position("orders", 1, 7)).result())
                .contains(parked);
        assertThat(parking.find("billing", new Position("orders", 0, 7)).result())
                .isEmpty();
        assertThat(parking.find("search", new Position("orders", 1, 7)).result())
                .isEmpty();
    }

    @Test
    void shouldBeAsInTheLogWhenMadeABlockOfItsCopy() {
        String event = "{\"specversion\":\"1.0\",\"id\":\"a\",\"source\":\"/s\",\"type\":\"t\",\"data\":1.50e3}";

        Block block = parked(7, 1, event, "no").block();

        assertThat(block.offset(0)).isEqualTo(7);
        assertThat(block.next()).isEqualTo(8);
        assertThat(block.deliveries(0, 1).toString())
                .isEqualTo("{\"topic\":\"orders\",\"partition\":0,\"offset\":7,"
                        + "\"recorded\":\"1970-01-01T00:00:01.000Z\",\"event\":" + event + "}");
    }

    @Test
    void shouldNameTheEventWhoseCopyIsReplacedWhenAnotherIsParkedAtItsOffset() {
        parking.park(parked(7, 1, "{\"specversion\":\"1.0\",\"id\":\"a\",\"source\":\"/old\",\"type\":\"t\"}", "no"));
        parking.park(other(7, "id-1", "/new", "rejected"));

        Parked now =
                parking.find("billing", new Position("orders", 0, 7)).result().orElseThrow();
        assertThat(now.name()).isEqualTo("source /new, id b");
        assertThat(now.failure().reason())
                .startsWith("rejected")
                .contains("replaces the parked event", "source /old, id a");
        assertThat(parking.counts("billing")).containsEntry("orders", 2);
        assertThat(parking.findAll("billing", new Position("orders", 0, 7)).result())
                .extracting(copy -> copy.parked().name())
                .containsExactly("source /new, id b", "source /old, id a");
    }

    @Test
    void shouldGiveTheOffsetBackToTheNewestWhenTheLastOneGoes() {
        Position position = new Position("orders", 0, 7);
        for (String source : List.of("/1", "/2", "/3")) {
            parking.park(other(7, "id-1", source, "no"));
        }
        assertThat(parking.load("billing", ORDERS, 0).result().entries())
                .as("one of an offset")
                .hasSize(1);
        assertThat(parking.identities("billing", ORDERS, 0)).hasSize(3);

        Identity last = lastOf(7);
        for (int time = 1; time <= 2; time++) {
            assertThat(parking.remove("billing", Map.of(position, last)).result())
                    .as("time %d", time)
                    .containsExactly(position);
            assertThat(names(parking, 7)).containsExactly("source /2, id b", "source /1, id b");
        }
        assertThat(names(parking(), 7)).as("on another node").containsExactly("source /2, id b", "source /1, id b");

        parking.park(other(7, "id-1", "/1", "again"));
        assertThat(names(parking, 7))
                .as("an event is there once")
                .containsExactly("source /1, id b", "source /2, id b");

        remove(7);
        assertThat(parking.remove("billing", Map.of(position, lastOf(7))).result())
                .isEmpty();
        assertThat(journal.load().result()).isEmpty();
    }

    @Test
    void shouldRefuseToKeepBothWhenTheGroupIsFull() {
        IntStream.range(0, 5).forEach(offset -> parking.park(parked(offset, 1)));

        assertThat(RefusedException.of(
                                parking.park(other(4, "id-1", "/new", "no")).cause())
                        .problem())
                .isEqualTo(Problem.PARKING_FULL);
        assertThat(names(parking, 4)).hasSize(1);
    }

    private void remove(long offset) {
        parking.remove("billing", Map.of(new Position("orders", 0, offset), lastOf(offset)));
    }

    private Identity lastOf(long offset) {
        return parking.find("billing", new Position("orders", 0, offset))
                .result()
                .orElseThrow()
                .original()
                .identity();
    }

    private static List<String> names(DeadLetterStore store, long offset) {
        return store.findAll("billing", new Position("orders", 0, offset)).result().stream()
                .map(copy -> copy.parked().name())
                .toList();
    }

    @Test
    void shouldNameTheReplacedEventAlsoWhenTheTopicWasMadeAgainOrThereIsNoCopy() {
        parking.park(other(7, "id-1", "/new", "no"));
        parking.park(other(7, "id-2", "/new", "again"));
        parking.park(parked(8, 1, null, "no"));
        parking.park(other(8, "id-1", "/new", "rejected"));

        assertThat(reason(7)).contains("replaces the parked event", "source /new, id b");
        assertThat(reason(8)).contains("replaces the parked event", "an unknown source and id");
    }

    @Test
    void shouldNotSpeakOfAReplacementWhenTheSameEventIsParkedAgain() {
        parking.park(other(7, "id-1", "/new", "no"));
        parking.park(other(7, "id-1", "/new", "no again"));

        assertThat(reason(7)).isEqualTo("no again");
    }

    private String reason(long offset) {
        return parking.find("billing", new Position("orders", 0, offset))
                .result()
                .orElseThrow()
                .failure()
                .reason();
    }

    private static Parked other(long offset, String topicId, String source, String reason) {
        String event = "{\"specversion\":\"1.0\",\"id\":\"b\",\"source\":\"" + source + "\",\"type\":\"t\"}";
        byte[] name = source.getBytes(StandardCharsets.UTF_8);
        return new Parked(
                "billing",
                new Parked.Original(
                        topicId, new Position("orders", 0, offset), 1000, true, 1, Identity.of(name, name), event),
                new Parked.Failure(reason, 6, 2000, 3000));
    }

    @Test
    void shouldTellThePartitionsEntriesInOrderWhenLoaded() {
        List.of(9L, 3L, 5L).forEach(offset -> parking.park(parked(offset, offset % 2)));

        ParkedIndex index = parking.load("billing", ORDERS, 0).result();

        assertThat(index.entries()).extracting(ParkedIndex.Entry::offset).containsExactly(3L, 5L, 9L);
        assertThat(index.keys()).containsExactly(1L);
        assertThat(parking.load("billing", ORDERS, 1).result().entries()).isEmpty();
    }

    @Test
    void shouldSeeNothingOfATopicThatWasMadeAgainWhenLoaded() {
        parking.park(parked(3, 1));

        assertThat(parking.load("billing", new Topic("orders", "id-2", 2, true, true), 0)
                        .result()
                        .entries())
                .isEmpty();
    }

    @Test
    void shouldForgetWhatIsParkedOfADeletedTopicAlone() {
        parking.park(parked(3, 1));
        parking.park(parked(4, 1));

        parking.forget("search", ORDERS);
        parking.forget("billing", new Topic("orders", "id-2", 2, true, true));
        assertThat(parking.counts("billing")).containsEntry("orders", 2);
        parking.forget("billing", ORDERS);

        assertThat(parking.counts("billing")).containsEntry("orders", 0);
    }

    @Test
    void shouldKnowWhatOthersParkedWhenStarted() {
        parking.park(parked(3, 1));
        DeadLetterStore other = parking();

        assertThat(other.counts("billing")).containsEntry("orders", 1);
        other.remove("billing", Map.of(new Position("orders", 0, 3), lastOf(3)));

        assertThat(parking.counts("billing")).containsEntry("orders", 0);
    }

    @Test
    void shouldStayOneWhenParkedAgain() {
        parking.park(parked(3, 1));
        parking.park(parked(3, 1));

        assertThat(parking.counts("billing")).containsEntry("orders", 1);
        assertThat(registry.get("playhead.parked").gauge().value()).isEqualTo(1);
    }

    @Test
    void shouldRefuseWhenTheGroupIsFull() {
        IntStream.range(0, 5).forEach(offset -> parking.park(parked(offset, 1)));

        Future<Void> refused = parking.park(parked(9, 1));

        assertThat(RefusedException.of(refused.cause()).problem()).isEqualTo(Problem.PARKING_FULL);
        assertThat(parking.park(parked(4, 1)).succeeded())
                .as("one that is there")
                .isTrue();
        remove(0);
        assertThat(parking.park(parked(9, 1)).succeeded())
                .as("there is room again")
                .isTrue();
    }

    @Test
    void shouldSayItsVersionAnewWhenSomethingChanges() {
        Partition partition = new Partition("orders", 0);
        long before = parking.version("billing", partition);

        parking.park(parked(3, 1));
        long parked = parking.version("billing", partition);
        remove(3);

        assertThat(parked).isGreaterThan(before);
        assertThat(parking.version("billing", partition)).isGreaterThan(parked);
        assertThat(parking.version("billing", new Partition("orders", 1))).isEqualTo(before);
    }

    @Test
    void shouldKeepNoCopyWhenTheEventIsTooLarge() {
        Position position = new Position("orders", 0, 3);
        Parked large = parked(3, 1, "{\"data\":\"" + "x".repeat(500) + "\"}", "because ".repeat(1000));

        parking.park(large);

        Parked found = parking.find("billing", position).result().orElseThrow();
        assertThat(found.original().event()).isNull();
        assertThat(found.failure().reason()).hasSizeLessThan(1100).startsWith("because because");
    }

    @Test
    void shouldForgetTheGroupAloneWhenItIsDeleted() {
        parking.park(parked(3, 1));
        Parked of = parked(4, 1);
        parking.park(new Parked("billing2", of.original(), of.failure()));

        parking.forget("billing");

        assertThat(parking.all("billing").result()).isEmpty();
        assertThat(parking.all("billing2").result()).hasSize(1);
    }

    @Test
    void shouldFailAndGoOnWhenTheJournalIsAwayForAWhile() {
        journal.available(false);
        Future<Void> refused = parking.park(parked(3, 1));
        journal.available(true);

        assertThat(RefusedException.of(refused.cause()).problem()).isEqualTo(Problem.UNAVAILABLE);
        assertThat(parking.park(parked(3, 1)).succeeded()).isTrue();
        assertThat(registry.get(Meter.PARKINGS.meterName()).counter().count()).isEqualTo(1);
    }

    private DeadLetterStore parking() {
        return new DeadLetterStore(journal, 5, 400, new Meters(registry));
    }

    static Parked parked(long offset, long key) {
        return parked(offset, key, "{\"id\":\"" + offset + "\"}", "no");
    }

    private static Parked parked(long offset, long key, @Nullable String event, String reason) {
        byte[] id = Long.toString(offset).getBytes(StandardCharsets.UTF_8);
        return new Parked(
                "billing",
                new Parked.Original(
                        "id-1", new Position("orders", 0, offset), 1000, true, key, Identity.of(id, id), event),
                new Parked.Failure(reason, 6, 2000, 3000));
    }
}
