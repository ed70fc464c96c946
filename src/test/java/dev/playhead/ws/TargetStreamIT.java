package dev.playhead.ws;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.log.Bounds;
import dev.playhead.log.Topic;
import dev.playhead.replay.job.Counts;
import dev.playhead.replay.job.Pace;
import dev.playhead.replay.job.ReplayJob;
import dev.playhead.replay.job.ReplayState;
import dev.playhead.testing.MemoryReplayJobs;
import dev.playhead.testing.RealStores;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Targets of replays over a real Kafka and a real Redis, served by two nodes. */
final class TargetStreamIT {
    private static final int PARTITIONS = 4;
    private static final int EVENTS = 4000;
    private static final List<String> TARGETS = List.of("billing", "search");

    private final Vertx clients = Vertx.vertx();
    private final WebSocketClient client = clients.createWebSocketClient(
            new WebSocketClientOptions().setMaxFrameSize(8 << 20).setMaxMessageSize(8 << 20));
    private final MemoryReplayJobs kept = new MemoryReplayJobs();
    private final TargetJobs jobs = new TargetJobs(kept);
    private final GroupNode one = new GroupNode(RealStores.shared(), "one", kept);
    private final GroupNode two = new GroupNode(RealStores.shared(), "two", kept);
    private final String name = "replayed-" + UUID.randomUUID();
    private final Random random = new Random(11);

    @BeforeEach
    void tell() {
        TARGETS.forEach(each -> TargetStreamTest.patient(one.groups, one.specs, each));
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
        StreamFixture.await(clients.close());
    }

    @Test
    void shouldGiveEachTargetAllOfTheRangeWhenItsConnectionsAreKilledAndItIsSteered() throws Exception {
        List<ReplayJob.Extent> extents = extents();
        List<List<TargetClient>> all = shake("r-" + name, extents);

        for (List<TargetClient> target : all) {
            assertThat(new HashSet<>(ids(target))).hasSize(EVENTS);
        }
        for (String target : TARGETS) {
            Counts end = jobs.end("r-" + name, target);
            assertThat(end.confirmed()).isEqualTo(EVENTS);
            assertThat(end.matched()).isEqualTo(EVENTS);
            assertThat(end.scanned()).isEqualTo(EVENTS);
            assertThat(end.parked()).isZero();
        }
    }

    @Test
    void shouldKeepTheOrderOfTimeWhenItsConnectionsAreKilledAndItIsSteered() throws Exception {
        List<ReplayJob.Extent> extents = extents();
        jobs.byTime();
        List<List<TargetClient>> all = shake("r-" + name, extents);

        List<List<Integer>> orders = all.stream().map(TargetStreamIT::firsts).toList();
        assertThat(orders.get(0)).hasSize(EVENTS);
        assertThat(orders.get(1)).containsExactlyElementsOf(orders.get(0));
    }

    /** Runs a job whose targets have two connections each, some of which are killed all the time. */
    private List<List<TargetClient>> shake(String id, List<ReplayJob.Extent> extents) throws Exception {
        jobs.at(new Pace.EventsPerSecond(2000)).run(id, extents, TARGETS.toArray(String[]::new));
        List<List<TargetClient>> all = List.of(new ArrayList<>(), new ArrayList<>());
        List<TargetClient> open = new ArrayList<>();
        for (int target = 0; target < 2; target++) {
            for (int connection = 0; connection < 2; connection++) {
                open.add(connect(connection == 0 ? one : two, id, target, all));
            }
        }
        for (int round = 1; round <= 5; round++) {
            int goal = EVENTS * round / 8;
            work(open, () -> all.stream().allMatch(target -> new HashSet<>(ids(target)).size() >= goal));
            if (round == 2) {
                jobs.change(id, job -> job.pause(System.currentTimeMillis()));
            }
            for (int target = 0; target < 2; target++) {
                TargetClient killed = open.remove(target * 2 + random.nextInt(2));
                StreamFixture.await(killed.stream.socket().close());
                open.add(target * 2, connect(random.nextBoolean() ? one : two, id, target, all));
            }
            if (round == 2) {
                jobs.change(id, job -> job.resume(System.currentTimeMillis()));
            }
            if (round == 4) {
                jobs.change(id, job -> job.pace(new Pace.Full(), System.currentTimeMillis(), 0));
            }
        }
        work(open, () -> jobs.find(id).state() == ReplayState.COMPLETED);
        work(open, () -> open.stream().allMatch(TargetClient::isCompleted));
        return all;
    }

    private static void work(List<TargetClient> open, Callable<Boolean> done) throws Exception {
        eventually("given", () -> {
            open.forEach(TargetClient::work);
            return done.call();
        });
    }

    private List<ReplayJob.Extent> extents() throws Exception {
        Topic topic = StreamFixture.await(one.kafka.topics().create(name, PARTITIONS, true))
                .topic();
        GroupStreamIT.append(one, topic, 0, EVENTS);
        List<Bounds> bounds = StreamFixture.await(one.kafka.reader().bounds(topic));
        GroupStreamIT.append(one, topic, EVENTS, 100);
        return bounds.stream()
                .map(each -> new ReplayJob.Extent(
                        name, topic.id(), each.partition().index(), each.start(), each.end(), each.leaderEpoch()))
                .toList();
    }

    private TargetClient connect(GroupNode node, String id, int target, List<List<TargetClient>> all) {
        ClientWebSocket socket = client.webSocket();
        TargetClient made = new TargetClient(new StreamClient(socket));
        StreamFixture.await(socket.connect(new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(node.port())
                .setURI("/v1/replays/" + id + "/stream?credit=200&target=" + TARGETS.get(target))));
        all.get(target).add(made);
        return made;
    }

    private static List<Integer> ids(List<TargetClient> target) {
        return Arrays.asList(
                target.stream().flatMap(each -> each.stream.ids().stream()).toArray(Integer[]::new));
    }

    /** The order in which the events of a target came for the first time, over its connections, each of which was alone. */
    private static List<Integer> firsts(List<TargetClient> target) {
        Set<Integer> seen = new HashSet<>();
        List<JsonObject> inOrder = target.stream()
                .filter(each -> !each.stream.ids().isEmpty())
                .sorted(Comparator.comparingLong(TargetClient::activeSince))
                .flatMap(each -> each.stream.deliveries().stream())
                .collect(Collectors.toList());
        return inOrder.stream()
                .map(each -> Integer.parseInt(each.getJsonObject("event").getString("id")))
                .filter(seen::add)
                .toList();
    }
}
