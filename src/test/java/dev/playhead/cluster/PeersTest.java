package dev.playhead.cluster;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.Partition;
import dev.playhead.group.Serving;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes that share one event bus, as if it were the cluster's. */
final class PeersTest {
    private final Vertx vertx = Vertx.vertx();
    private final Members.Member one = member("one");
    private final Members.Member two = member("two");
    private final Members.Member gone = member("gone");

    @AfterEach
    void stop() {
        vertx.close();
    }

    @Test
    void shouldGatherAnswersAndNameTheSilentWhenAsked() throws Exception {
        Peers first = peers(one, one, two, gone);
        Peers second = peers(two, one, two, gone);
        first.answer("who", about -> Future.succeededFuture(about.copy().put("i", "one")));
        second.answer("who", about -> Future.succeededFuture(about.copy().put("i", "two")));

        Peers.Answers answers = get(first.ask("who", new JsonObject().put("x", 1)));

        assertThat(answers.byNode())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "one", new JsonObject().put("x", 1).put("i", "one"),
                        "two", new JsonObject().put("x", 1).put("i", "two")));
        assertThat(answers.silent()).containsExactly("gone");
    }

    @Test
    void shouldNameNodeAsSilentWhenItFailsOrHasNoAnswer() throws Exception {
        Peers first = peers(one, one, two);
        Peers second = peers(two, one, two);
        first.answer("broken", about -> {
            throw new IllegalStateException("no");
        });
        second.answer("broken", about -> Future.failedFuture("no"));

        assertThat(get(first.ask("broken", new JsonObject())).silent()).containsExactly("one", "two");
        assertThat(get(first.ask("unknown", new JsonObject())).silent()).containsExactly("one", "two");
    }

    @Test
    void shouldAnnounceToAllThatItLeaves() throws Exception {
        Announced first = new Announced(one, List.of(one, two, gone));
        Announced second = new Announced(two, List.of(one, two, gone));
        Peers leaving = new Peers(vertx.eventBus(), first, Duration.ofMillis(500));
        Peers staying = new Peers(vertx.eventBus(), second, Duration.ofMillis(500));

        get(leaving.leave());

        assertThat(first.left).containsExactly("one");
        assertThat(second.left).containsExactly("one");
        assertThat(get(staying.ask("who", new JsonObject())).silent()).contains("one");
    }

    private static final class Announced implements Members {
        private final List<String> left = new java.util.concurrent.CopyOnWriteArrayList<>();
        private final Member here;
        private final List<Member> all;

        Announced(Member here, List<Member> all) {
            this.here = here;
            this.all = all;
        }

        @Override
        public Member here() {
            return here;
        }

        @Override
        public List<Member> all() {
            return all;
        }

        @Override
        public Runnable watch(Consumer<List<Member>> watcher) {
            return () -> {};
        }

        @Override
        public void leaves(String name) {
            left.add(name);
        }
    }

    @Test
    void shouldMeetItselfOnlyWhenAlone() throws Exception {
        Peers alone = new Peers(vertx.eventBus(), Members.alone(one), Duration.ofSeconds(5));
        alone.answer("who", about -> Future.succeededFuture(new JsonObject()));

        assertThat(get(alone.ask("who", new JsonObject())).byNode()).containsOnlyKeys("one");
    }

    @Test
    void shouldTellWhatOthersServeWhenAskedOfGroup() throws Exception {
        Serving.Served here = served(0, List.of());
        Serving.Served there = served(1, List.of(new Serving.Stuck(9, 2, 77, "in flight for 4 deadlines")));
        ServingEverywhere first = new ServingEverywhere(new Fixed(here), peers(one, one, two, gone));
        new ServingEverywhere(new Fixed(there), peers(two, one, two, gone));

        assertThat(get(first.served("billing"))).containsExactlyInAnyOrder(here, there);
        assertThat(first.groups()).containsExactly("billing");
    }

    @Test
    void shouldKeepEverywhereWhenAllAnswer() throws Exception {
        Fixed there = new Fixed(served(1, List.of()));
        ServingEverywhere first = new ServingEverywhere(new Fixed(served(0, List.of())), peers(one, one, two));
        new ServingEverywhere(there, peers(two, one, two));

        get(first.keep("billing"));

        assertThat(there.kept).hasValue(1);
    }

    @Test
    void shouldNotSayThatItIsKeptWhenOneIsSilent() {
        ServingEverywhere first = new ServingEverywhere(new Fixed(served(0, List.of())), peers(one, one, gone));

        assertThatThrownBy(() -> get(first.keep("billing"))).hasMessageContaining("gone");
    }

    @Test
    void shouldTellWhoServesWhatAndWhatIsWrongWhenReported() throws Exception {
        Peers asked = peers(one, one, gone);
        ClusterReports reports = new ClusterReports(
                settings(), asked, new Fixed(served(3, List.of())), () -> new JsonObject().put("redis", true));

        JsonObject told = get(reports.report());

        assertThat(told.getBoolean("degraded")).isTrue();
        assertThat(told.getString("reason")).contains("gone");
        JsonObject node = told.getJsonArray("nodes").getJsonObject(0);
        assertThat(node.getBoolean("here")).isTrue();
        assertThat(node.getJsonObject("dependencies").getBoolean("redis")).isTrue();
        JsonObject group = node.getJsonArray("groups").getJsonObject(0);
        assertThat(group.getString("group")).isEqualTo("billing");
        assertThat(group.getJsonArray("partitions").getJsonObject(0).getInteger("partition"))
                .isEqualTo(3);
        assertThat(told.getJsonArray("nodes").getJsonObject(1).getBoolean("answers"))
                .isFalse();
    }

    @Test
    void shouldLookAfterEachNameOnOneNodeAndMoveOnlyTheLostOnesWhenOneGoes() {
        List<Members.Member> three = List.of(one, two, gone);
        int ofOne = 0;
        for (int name = 0; name < 3000; name++) {
            String job = "r-" + name;
            List<Members.Member> looking = three.stream()
                    .filter(node -> new Known(node, three).isHere(job))
                    .toList();
            assertThat(looking).as(job).hasSize(1);
            ofOne += looking.contains(one) ? 1 : 0;
            if (!looking.contains(gone)) {
                assertThat(new Known(looking.get(0), List.of(one, two)).isHere(job))
                        .isTrue();
            }
        }
        assertThat(ofOne).isBetween(700, 1300);
        assertThat(Members.alone(one).isHere("r-1")).isTrue();
    }

    @Test
    void shouldTellTargetFromGroupWhenNamed() {
        assertThat(ClusterReports.TargetScope.of("replay.r-1.search.v2"))
                .contains(new ClusterReports.TargetScope("r-1", "search.v2"));
        assertThat(ClusterReports.TargetScope.of("billing")).isEmpty();
        assertThat(ClusterReports.TargetScope.of("replay.x")).isEmpty();
    }

    private Peers peers(Members.Member here, Members.Member... all) {
        return new Peers(vertx.eventBus(), new Known(here, List.of(all)), Duration.ofSeconds(5));
    }

    private static ClusterSettings settings() {
        return new ClusterSettings(
                "test",
                "127.0.0.1",
                java.util.Optional.of(0),
                0,
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                List.of(),
                java.util.Optional.empty(),
                1,
                Duration.ofSeconds(8),
                Duration.ofSeconds(1),
                Duration.ofHours(1),
                Duration.ofSeconds(10));
    }

    private static Members.Member member(String name) {
        return new Members.Member(name, "1", 5, Map.of("http", "127.0.0.1:1"), true);
    }

    private static Serving.Served served(int partition, List<Serving.Stuck> stuck) {
        return new Serving.Served(
                new Partition("orders", partition), "m-" + partition, 4, 10, 20, new Serving.Load(3, 2, 1, 0.5), stuck);
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, SECONDS);
    }

    private record Known(Members.Member here, List<Members.Member> all) implements Members {
        @Override
        public Runnable watch(Consumer<List<Member>> watcher) {
            return () -> {};
        }
    }

    /** Serves one partition of one group. */
    private static final class Fixed implements Serving {
        private final Served served;
        private final AtomicInteger kept = new AtomicInteger();

        Fixed(Served served) {
            this.served = served;
        }

        @Override
        public Set<String> groups() {
            return Set.of("billing");
        }

        @Override
        public Future<List<Served>> served(String group) {
            return Future.succeededFuture(List.of(served));
        }

        @Override
        public Future<Void> keep(String group) {
            kept.incrementAndGet();
            return Future.succeededFuture();
        }
    }
}
