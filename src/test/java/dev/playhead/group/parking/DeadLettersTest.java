package dev.playhead.group.parking;

import static dev.playhead.group.parking.DeadLetterStoreTest.parked;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Identity;
import dev.playhead.event.Partition;
import dev.playhead.event.Position;
import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.group.Redrives;
import dev.playhead.group.Serving;
import dev.playhead.log.Topic;
import dev.playhead.metrics.Meters;
import dev.playhead.testing.MemoryJournal;
import dev.playhead.testing.MemoryLink;
import dev.playhead.testing.MemoryLog;
import dev.playhead.testing.MemoryRedrives;
import dev.playhead.testing.MemoryStore;
import dev.playhead.testing.Mood;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DeadLettersTest {
    private static final Partition PARTITION = new Partition("orders", 0);

    private final MemoryJournal journal = new MemoryJournal();
    private final MemoryLog log = new MemoryLog();
    private final MemoryStore store = new MemoryStore();
    private final MemoryLink link = new MemoryLink(store);
    private final Redrives redrives = new MemoryRedrives(store, link);
    private final Meters meters = new Meters(new SimpleMeterRegistry());
    private final DeadLetterStore parking = new DeadLetterStore(journal, 1000, 1000, meters);
    private final DeadLetters letters = new DeadLetters(parking, redrives, log, Serving.NOTHING, meters);
    private String topicId = "";

    @BeforeEach
    void park() {
        Topic topic = log.topic("orders", 2);
        topicId = topic.id();
        LongStream.of(8, 2, 4, 6, 10).forEach(offset -> park(offset, offset % 4));
    }

    @Test
    void shouldGivePagesInOrderWhenListed() {
        List<Long> offsets = new ArrayList<>();
        LetterKey after = null;
        DeadLetters.Page page;
        do {
            page = letters.list("billing", after, null, 2).result();
            for (DeadLetters.Letter letter : page.letters()) {
                after = letter.key();
                offsets.add(after.position().offset());
            }
        } while (!page.end());

        assertThat(offsets).containsExactly(2L, 4L, 6L, 8L, 10L);
        assertThat(page.total()).isEqualTo(5);
    }

    @Test
    void shouldListThoseTheFilterLetsThroughWhenThereIsOne() {
        DeadLetters.Page page = letters.list(
                        "billing", null, attributes -> Objects.equals(attributes.get("id"), "6"), 1)
                .result();

        assertThat(offsets(page)).containsExactly(6L);
        assertThat(page.end()).isTrue();
    }

    @Test
    void shouldAskForAllWhenAllAreRedriven() {
        DeadLetters.Chosen chosen =
                letters.redrive("billing", false, Choice.ALL, false).result();

        assertThat(chosen).isEqualTo(new DeadLetters.Chosen(5, 5, 0, 0, 0));
        assertThat(asked()).containsExactly(2L, 4L, 6L, 8L, 10L);
        assertThat(letters.find("billing", position(4)).result().last().redriving())
                .isTrue();
        assertThat(parking.counts("billing")).as("parked until confirmed").containsEntry("orders", 5);
    }

    @Test
    void shouldAskOnlyOnceWhenRedrivenAgain() {
        letters.redrive("billing", false, Choice.ALL, false);
        letters.redrive("billing", false, Choice.ALL, false);

        assertThat(asked()).containsExactly(2L, 4L, 6L, 8L, 10L);
    }

    @Test
    void shouldOnlyCountWhenItIsADryRun() {
        assertThat(letters.redrive("billing", true, new Choice(null, null, 3), true)
                        .result())
                .isEqualTo(new DeadLetters.Chosen(5, 3, 0, 0, 0));
        assertThat(letters.discard("billing", Choice.ALL, true).result())
                .isEqualTo(new DeadLetters.Chosen(5, 5, 0, 0, 0));

        assertThat(asked()).isEmpty();
        assertThat(parking.counts("billing")).containsEntry("orders", 5);
    }

    @Test
    void shouldDiscardNothingWhenTheGroupsPlacesCannotBeWritten() {
        Serving away = new Serving() {
            @Override
            public Set<String> groups() {
                return Set.of("billing");
            }

            @Override
            public Future<List<Served>> served(String group) {
                return Future.succeededFuture(List.of());
            }

            @Override
            public Future<Void> keep(String group) {
                return Future.failedFuture(Problem.UNAVAILABLE.because("away").asException());
            }
        };
        Future<DeadLetters.Chosen> refused =
                new DeadLetters(parking, redrives, log, away, meters).discard("billing", Choice.ALL, false);

        assertThat(refused.failed()).isTrue();
        assertThat(parking.counts("billing")).containsEntry("orders", 5);
    }

    @Test
    void shouldBringTheEarlierOfTheKeyWhenOrderBlocks() {
        Choice last = new Choice(List.of(position(10), position(3)), null, Integer.MAX_VALUE);

        DeadLetters.Chosen chosen =
                letters.redrive("billing", true, last, false).result();

        assertThat(chosen).isEqualTo(new DeadLetters.Chosen(5, 1, 2, 0, 1));
        assertThat(asked()).containsExactlyInAnyOrder(2L, 6L, 10L);
    }

    @Test
    void shouldTakeTheFirstThatMatchWhenBothAreGiven() {
        Choice choice = new Choice(null, attributes -> !Objects.equals(attributes.get("id"), "2"), 2);

        letters.redrive("billing", false, choice, false);

        assertThat(asked()).containsExactly(4L, 6L);
    }

    @Test
    void shouldSayThatTheyAreGoneWhenTheirTopicIs() {
        log.delete("orders");

        assertThat(letters.redrive("billing", true, Choice.ALL, false).result())
                .isEqualTo(new DeadLetters.Chosen(5, 5, 0, 5, 0));
        assertThat(asked()).isEmpty();
    }

    @Test
    void shouldRemoveThemAndTheirWishesWhenDiscarded() {
        letters.redrive("billing", false, Choice.ALL, false);

        DeadLetters.Chosen chosen =
                letters.discard("billing", new Choice(null, null, 4), false).result();

        assertThat(chosen.chosen()).isEqualTo(4);
        assertThat(asked()).containsExactly(10L);
        assertThat(parking.counts("billing")).containsEntry("orders", 1);
        assertThat(RefusedException.of(letters.find("billing", position(2)).cause())
                        .problem())
                .isEqualTo(Problem.NOT_FOUND);
    }

    @Test
    void shouldListAndDiscardWhenRedisIsAway() {
        link.mood(Mood.AWAY);

        assertThat(offsets(letters.list("billing", null, null, 10).result())).hasSize(5);
        assertThat(letters.discard("billing", Choice.ALL, false).succeeded()).isTrue();
    }

    @Test
    void shouldRefuseARedriveWhenRedisIsAway() {
        link.mood(Mood.AWAY);

        assertThat(RefusedException.of(letters.redrive("billing", false, Choice.ALL, false)
                                .cause())
                        .problem())
                .isEqualTo(Problem.UNAVAILABLE);
    }

    @Test
    void shouldListAndFilterBothWhenAnotherIsParkedAtTheOffset() {
        parkOther(4, "new");
        parkOther(8, "new");

        List<String> listed = new ArrayList<>();
        for (LetterKey after = null; ; ) {
            DeadLetters.Page page = letters.list("billing", after, null, 1).result();
            listed.add(page.letters()
                            .get(0)
                            .key()
                            .text()
                            .substring("orders/0/".length())
                            .split("/")[0] + " " + id(page.letters().get(0)));
            after = LetterKey.parse(page.letters().get(0).key().text());
            assertThat(page.total()).isEqualTo(7);
            if (page.end()) {
                break;
            }
        }
        assertThat(listed).containsExactly("2 2", "4 new", "4 4", "6 6", "8 new", "8 8", "10 10");
        assertThat(letters.list("billing", null, attributes -> Objects.equals(attributes.get("id"), "8"), 10)
                        .result()
                        .letters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.key().replaced()).isNotNull());
        assertThat(letters.find("billing", position(4)).result().replaced())
                .extracting(DeadLettersTest::id)
                .containsExactly("4");
        assertThat(letters.find("billing", position(2)).result().replaced()).isEmpty();
    }

    @Test
    void shouldAskForTheLastOfAnOffsetAloneWhenRedriven() {
        parkOther(4, "new");

        assertThat(letters.redrive("billing", false, Choice.ALL, false).result())
                .isEqualTo(new DeadLetters.Chosen(6, 5, 0, 0, 0));

        DeadLetters.AtPosition both = letters.find("billing", position(4)).result();
        assertThat(both.last().redriving()).isTrue();
        assertThat(both.replaced()).noneMatch(DeadLetters.Letter::redriving);
    }

    @Test
    void shouldDiscardTheChosenOneOfAnOffsetAlone() {
        parkOther(4, "new");
        parkOther(8, "new");
        letters.redrive("billing", false, Choice.ALL, false);

        discard("4");
        discard("new");

        assertThat(letters.list("billing", null, null, 10).result().letters())
                .extracting(DeadLettersTest::id)
                .containsExactly("2", "6", "8", "10");
        assertThat(letters.find("billing", position(8)).result().last().key().replaced())
                .isNull();
        assertThat(asked()).containsExactly(2L, 6L, 10L);

        letters.discard("billing", Choice.ALL, false);
        assertThat(parking.counts("billing")).containsEntry("orders", 0);
        assertThat(journal.load().result()).isEmpty();
    }

    private void discard(String id) {
        letters.discard(
                "billing",
                new Choice(null, attributes -> Objects.equals(attributes.get("id"), id), Integer.MAX_VALUE),
                false);
    }

    private static String id(DeadLetters.Letter letter) {
        return new JsonObject(letter.parked().original().event()).getString("id");
    }

    /** The log was cut off below the offset, and has another event there now. */
    private void parkOther(long offset, String id) {
        Identity identity = new Identity(offset, id.hashCode());
        parking.park(new Parked(
                "billing",
                new Parked.Original(
                        topicId,
                        position(offset),
                        2000,
                        true,
                        7,
                        identity,
                        new JsonObject().put("id", id).encode()),
                parked(offset, 7).failure()));
    }

    private void park(long offset, long key) {
        Parked parked = parked(offset, key);
        Parked.Original of = parked.original();
        parking.park(new Parked(
                "billing",
                new Parked.Original(topicId, of.position(), of.recorded(), true, key, of.identity(), of.event()),
                parked.failure()));
    }

    private List<Long> asked() {
        return redrives.asked("billing", PARTITION).result();
    }

    private static Position position(long offset) {
        return new Position("orders", 0, offset);
    }

    private static List<Long> offsets(DeadLetters.Page page) {
        return page.letters().stream()
                .map(letter -> letter.parked().original().position().offset())
                .toList();
    }
}
