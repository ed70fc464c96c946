package dev.playhead.group.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.config.Settings;
import dev.playhead.event.OffsetRange;
import dev.playhead.event.Partition;
import dev.playhead.filter.FilterCodec;
import dev.playhead.group.Counted;
import dev.playhead.group.CursorStore;
import dev.playhead.group.GroupCursor;
import dev.playhead.group.GroupSpecs;
import dev.playhead.group.Mirror;
import dev.playhead.log.Journal;
import dev.playhead.log.Topic;
import dev.playhead.testing.ForwardingJournal;
import dev.playhead.testing.MemoryJournal;
import dev.playhead.testing.MemoryLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JournaledCursorsTest {
    private static final Settings SETTINGS = Settings.load(List.of(), Map.of());
    private static final GroupSpecs SPECS =
            new GroupSpecs(SETTINGS.groups(), new FilterCodec(SETTINGS.filters(), () -> {}));

    private final MemoryLog log = new MemoryLog();
    private final Topic orders = log.topic("orders", 2);
    private final MemoryJournal journal = new MemoryJournal();
    private final GroupJournal groups = groupJournal();
    private final List<GroupCursor> moved = new ArrayList<>();
    private final CursorStore places = new JournaledCursors(groups, moved::add);

    @Test
    void shouldGiveBackWhatWasWrittenWhenLoadedElsewhere() {
        for (long seed = 1; seed <= 2000; seed++) {
            GroupCursor place = random(new Random(seed), seed);

            places.put(List.of(place));

            assertThat(new JournaledCursors(groupJournal(), any -> {})
                            .load("billing", orders)
                            .result()
                            .get(0))
                    .as("seed %d", seed)
                    .isEqualTo(place);
        }
    }

    @Test
    void shouldForgetTheCursorsOfADeletedTopicAlone() {
        GroupCursor place = random(new Random(7), 7);
        places.put(List.of(place));

        places.forget("search", orders);
        places.forget("billing", log.topic("others", 2));
        places.forget("billing", new Topic("orders", "another", 2, true, true));
        assertThat(places.load("billing", orders).result()).containsValue(place);
        places.forget("billing", orders);

        assertThat(places.load("billing", orders).result()).isEmpty();
    }

    /** Earlier versions wrote no leader epoch, no mark of the filter, and fewer counts. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | -1 | ''",
                "{'leaderEpoch':7} | 7 | ''",
                "{'filter':'9c'} | -1 | 9c",
                "{'leaderEpoch':7,'filter':'9c','later':[1]} | 7 | 9c",
                "{'leaderEpoch':-1,'filter':''} | -1 | ''"
            })
    void shouldReadTheCursorWhenAnEarlierVersionWroteIt(String more, int leaderEpoch, String filter) {
        JsonObject value = new JsonObject("{\"cursor\":991,\"delivered\":1207,\"settled\":[3,2,1,40]}")
                .put("topicId", orders.id())
                .mergeIn(new JsonObject(more.replace('\'', '"')));
        journal.put("place/billing/orders/0/4", value.encode());

        assertThat(places.load("billing", orders).result())
                .containsOnly(Map.entry(
                        0,
                        new GroupCursor(
                                "billing",
                                "orders",
                                orders.id(),
                                0,
                                4,
                                new GroupCursor.Progress(
                                        991, List.of(new OffsetRange(994, 996), new OffsetRange(997, 1037)), 1207),
                                new GroupCursor.Basis(leaderEpoch, filter),
                                null)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 9, 10, 11})
    void shouldCountNothingOfWhatAnEarlierVersionDidNotCount(int counts) {
        JsonArray numbers = new JsonArray();
        IntStream.rangeClosed(1, counts).forEach(numbers::add);
        journal.put(
                "place/billing/orders/1/4",
                new JsonObject("{\"cursor\":9,\"delivered\":9,\"settled\":[]}")
                        .put("topicId", orders.id())
                        .put("counted", numbers)
                        .encode());

        Counted counted = places.load("billing", orders).result().get(1).counted();
        assertThat(counted).isNotNull();
        assertThat(counted.numbers())
                .isEqualTo(LongStream.rangeClosed(1, 10)
                        .map(number -> number > counts ? 0 : number)
                        .toArray());
    }

    @Test
    void shouldGiveTheCursorsOfAllTopicsWhenLoadedTogether() {
        Topic bills = log.topic("bills", 3);
        GroupCursor ofOrders = place(1, 2, 7);
        GroupCursor ofBills = new GroupCursor("billing", "bills", bills.id(), 1, 3, 9, List.of(), 9);
        GroupCursor ofFormer = new GroupCursor("billing", "bills", "former", 2, 3, 9, List.of(), 9);
        places.put(List.of(ofOrders, ofBills, ofFormer));

        assertThat(places.loadAll("billing", List.of(orders, bills)).result())
                .containsOnly(Map.entry(ofOrders.at(), ofOrders), Map.entry(new Partition("bills", 1), ofBills));
        assertThat(places.loadAll("billing", List.of()).result()).isEmpty();
    }

    @Test
    void shouldTakeTheHighestEpochWhenAFormerOwnerWritesLate() {
        GroupCursor of4 = place(0, 4, 100);
        GroupCursor of5 = place(0, 5, 120);
        places.put(List.of(of4, of5, place(1, 2, 7)));
        places.put(List.of(place(0, 4, 110)));

        assertThat(places.load("billing", orders).result())
                .containsEntry(0, of5)
                .containsEntry(1, place(1, 2, 7));

        places.put(List.of(place(0, 5, 130)));
        assertThat(journal.load().result().keySet())
                .containsExactlyInAnyOrder("place/billing/orders/0/5", "place/billing/orders/1/2");
    }

    /**
     * Owners of a bounded group follow each other, each from the cursor that it read; former ones write on. The sendings that
     * any node reads never go back, also on a node that starts later and reads the journal as it is then.
     */
    @Test
    void shouldNeverTellFewerSendingsWhenFormerOwnersWriteLate() {
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            Owners owners = new Owners(random);
            GroupCursor last = owners.read();
            for (int step = 0; step < 60; step++) {
                owners.act();
                GroupCursor now = random.nextInt(5) == 0 ? owners.readAnew() : owners.read();
                String where = "seed " + seed + " step " + step;
                assertThat(now.epoch()).as(where).isEqualTo(owners.highestWritten());
                assertThat(now.cursor())
                        .as(where)
                        .isEqualTo(owners.lastWritten().cursor());
                assertThat(now.delivered())
                        .as(where)
                        .isEqualTo(owners.lastWritten().delivered());
                assertThat(now.counted().sent().events())
                        .as(where)
                        .isGreaterThanOrEqualTo(last.counted().sent().events());
                last = now;
            }
        }
    }

    @Test
    void shouldKeepTheValueOfAFormerOwnerUntilAnotherCountsAsMany() {
        places.put(List.of(of(4, 100, 120)));
        places.put(List.of(of(5, 100, 110)));
        places.put(List.of(of(4, 100, 140)));
        assertThat(sendings()).isEqualTo(140);

        places.put(List.of(of(5, 130, 139)));
        assertThat(journal.load().result()).hasSize(2);
        assertThat(sendings()).isEqualTo(140);

        places.put(List.of(of(5, 130, 140)));
        assertThat(journal.load().result()).hasSize(1);
    }

    private long sendings() {
        return places.load("billing", orders).result().get(0).counted().sent().events();
    }

    /** The cursor of a group may go back on purpose: nothing of the owner before counts then. */
    @Test
    void shouldTakeNothingOfAFormerOwnerWhenTheGroupIsNotBounded() {
        places.put(List.of(new GroupCursor("billing", "orders", orders.id(), 0, 4, 100, List.of(), 140)));
        GroupCursor back = new GroupCursor("billing", "orders", orders.id(), 0, 5, 10, List.of(), 10);
        places.put(List.of(back));

        assertThat(places.load("billing", orders).result()).containsEntry(0, back);
        assertThat(journal.load().result()).hasSize(1);
    }

    @Test
    void shouldNotShowTheCursorThatAFormerOwnerWritesLate() {
        places.put(List.of(place(0, 4, 100)));
        places.put(List.of(place(0, 5, 120)));
        places.put(List.of(place(0, 4, 110)));

        assertThat(moved).containsExactly(place(0, 4, 100), place(0, 5, 120));
    }

    private GroupCursor of(long epoch, long cursor, long delivered) {
        return new GroupCursor(
                "billing",
                "orders",
                orders.id(),
                0,
                epoch,
                new GroupCursor.Progress(cursor, List.of(), delivered),
                new GroupCursor.Basis(7, "f"),
                Counted.of(new long[] {cursor, cursor, cursor, delivered, 10 * delivered, 0, 0, 0, 0, 0}));
    }

    /** The owners of one partition, each on a node of its own, which hears of the journal later than others. */
    private final class Owners {
        private final Random random;
        private final LateJournal late;
        private final MemoryJournal shared = new MemoryJournal();
        private final List<CursorStore> nodes = new ArrayList<>();
        private final List<GroupCursor> written = new ArrayList<>();
        private long highest;
        private GroupCursor last;

        Owners(Random random) {
            this.random = random;
            this.late = new LateJournal(shared, random);
            take();
        }

        private void take() {
            CursorStore node = new JournaledCursors(new GroupJournal(late, SPECS), any -> {});
            Map<Integer, GroupCursor> found = node.load("billing", orders).result();
            GroupCursor before = found.getOrDefault(0, of(0, 0, 0));
            nodes.add(node);
            written.add(
                    of(nodes.size(), before.cursor(), before.counted().sent().events()));
            if (nodes.size() == 1) {
                write(0);
            }
        }

        void act() {
            late.tellSome();
            if (random.nextInt(6) == 0) {
                take();
            } else {
                write(Math.max(0, nodes.size() - 1 - random.nextInt(3)));
            }
        }

        private void write(int owner) {
            GroupCursor before = written.get(owner);
            GroupCursor next =
                    of(before.epoch(), before.cursor() + random.nextInt(3), before.delivered() + random.nextInt(8));
            written.set(owner, next);
            nodes.get(owner).put(List.of(next));
            if (next.epoch() >= highest) {
                highest = next.epoch();
                last = next;
            }
        }

        long highestWritten() {
            return highest;
        }

        GroupCursor lastWritten() {
            return last;
        }

        GroupCursor read() {
            return nodes.get(0).load("billing", orders).result().get(0);
        }

        GroupCursor readAnew() {
            return new JournaledCursors(new GroupJournal(shared, SPECS), any -> {})
                    .load("billing", orders)
                    .result()
                    .get(0);
        }
    }

    /** Tells its followers of changes some time later, in their order, or when they ask for all. */
    private static final class LateJournal extends ForwardingJournal {
        private final Random random;
        private final List<Late> followers = new ArrayList<>();

        LateJournal(Journal journal, Random random) {
            super(journal);
            this.random = random;
        }

        void tellSome() {
            followers.forEach(follower -> follower.tell(random.nextInt(4)));
        }

        @Override
        public Followed follow(Changes changes) {
            Late follower = new Late(changes);
            followers.add(follower);
            Followed followed = super.follow(follower);
            return new Followed() {
                @Override
                public Future<Void> now() {
                    follower.tell(Integer.MAX_VALUE);
                    return followed.now();
                }

                @Override
                public void close() {
                    followed.close();
                }
            };
        }

        private static final class Late implements Changes {
            private final Changes changes;
            private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

            Late(Changes changes) {
                this.changes = changes;
            }

            void tell(int most) {
                for (int told = 0; told < most && !waiting.isEmpty(); told++) {
                    waiting.remove().run();
                }
            }

            @Override
            public void put(At at, String value) {
                waiting.add(() -> changes.put(at, value));
            }

            @Override
            public void removed(String key) {
                waiting.add(() -> changes.removed(key));
            }
        }
    }

    @Test
    void shouldMeanNothingWhenTheTopicWasMadeAgain() {
        places.put(List.of(place(0, 4, 100)));

        Topic again = new Topic("orders", "another", 2, true, true);

        assertThat(places.load("billing", again).result()).isEmpty();
    }

    @Test
    void shouldForgetOneGroupAloneWhenAsked() {
        places.put(List.of(place(0, 4, 100), place(1, 4, 100)));
        GroupCursor other = new GroupCursor("billing2", "orders", orders.id(), 0, 1, 5, List.of(), 5);
        places.put(List.of(other));

        places.forget("billing");

        assertThat(places.load("billing", orders).result()).isEmpty();
        assertThat(places.load("billing2", orders).result()).containsEntry(0, other);
    }

    @Test
    void shouldCutOffStretchesWhenThereAreTooMany() {
        List<OffsetRange> many = new ArrayList<>();
        for (long at = 1; many.size() < CursorCodec.MOST_STRETCHES + 10; at += 2) {
            many.add(new OffsetRange(at, at + 1));
        }
        places.put(List.of(new GroupCursor("billing", "orders", orders.id(), 0, 1, 0, many, 1 << 20)));

        GroupCursor loaded = places.load("billing", orders).result().get(0);

        assertThat(loaded.settled()).isEqualTo(many.subList(0, CursorCodec.MOST_STRETCHES));
    }

    @Test
    void shouldShowCursorsWhenTheyMovedAndAllWhenItStarts() {
        Vertx vertx = Vertx.vertx();
        try {
            Map<String, Map<Partition, Long>> shown = new HashMap<>();
            Mirror mirror = mirror(shown);
            Mirroring mirroring = new Mirroring(vertx, groups, log, mirror);
            CursorStore mirrored = new JournaledCursors(groups, mirroring::moved);
            mirrored.put(List.of(place(0, 4, 100)));
            mirrored.put(List.of(place(0, 4, 101), place(1, 4, 7)));

            mirroring.showMoved();

            Map<Partition, Long> both = Map.of(new Partition("orders", 0), 101L, new Partition("orders", 1), 7L);
            assertThat(shown).isEqualTo(Map.of("billing", both));
            shown.clear();
            mirroring.showMoved();
            assertThat(shown).isEmpty();

            Mirroring started = new Mirroring(vertx, groupJournal(), log, mirror);
            started.noteAll();
            started.showMoved();
            assertThat(shown).isEqualTo(Map.of("billing", both));
        } finally {
            vertx.close();
        }
    }

    private static Mirror mirror(Map<String, Map<Partition, Long>> shown) {
        return new Mirror() {
            @Override
            public Future<Void> show(String group, Map<Partition, Long> cursors) {
                shown.put(group, Map.copyOf(cursors));
                return Future.succeededFuture();
            }

            @Override
            public Future<Void> forget(String group) {
                shown.remove(group);
                return Future.succeededFuture();
            }
        };
    }

    private GroupCursor place(int partition, long epoch, long cursor) {
        return new GroupCursor("billing", "orders", orders.id(), partition, epoch, cursor, List.of(), cursor + 5);
    }

    private GroupCursor random(Random random, long epoch) {
        long cursor = random.nextInt(1000);
        List<OffsetRange> settled = new ArrayList<>();
        long at = cursor;
        for (int stretches = random.nextInt(20); stretches > 0; stretches--) {
            long from = at + 1 + random.nextInt(1 << random.nextInt(20));
            at = from + 1 + random.nextInt(1 << random.nextInt(20));
            settled.add(new OffsetRange(from, at));
        }
        return new GroupCursor("billing", "orders", orders.id(), 0, epoch, cursor, settled, at + random.nextInt(50));
    }

    private GroupJournal groupJournal() {
        return new GroupJournal(journal, SPECS);
    }
}
