package dev.playhead.ws;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.group.Counted;
import dev.playhead.group.GroupCursor;
import dev.playhead.group.GroupSpecs;
import dev.playhead.group.registry.Groups;
import dev.playhead.log.Topic;
import dev.playhead.replay.job.Counts;
import dev.playhead.replay.job.Pace;
import dev.playhead.replay.job.Progress;
import dev.playhead.replay.job.ReplayJob;
import dev.playhead.replay.job.ReplayState;
import dev.playhead.replay.job.ReplayTarget;
import dev.playhead.replay.target.TargetStreams;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TargetStreamTest {
    private final StreamFixture fixture = new StreamFixture();
    private final TargetJobs jobs = new TargetJobs(fixture.groups.jobs);
    private Topic orders = fixture.log.topic("orders", 4);

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void shouldGiveEveryTargetExactlyTheRangeWhenItHasTwoConnections() throws Exception {
        put(0, 400);
        jobs.filter("[{\"exact\":{\"type\":\"even\"}}]").run("r-1", TargetJobs.extents(orders, 10, 90), "a", "b");
        put(400, 100);

        List<TargetClient> a = List.of(connect("r-1", "a", 20), connect("r-1", "a", 20));
        List<TargetClient> b = List.of(connect("r-1", "b", 20), connect("r-1", "b", 20));
        List<TargetClient> all = new ArrayList<>(a);
        all.addAll(b);
        work(all, () -> all.stream().allMatch(TargetClient::isCompleted));

        List<Integer> expected = IntStream.range(0, 400)
                .filter(id -> id % 2 == 0 && id / 4 >= 10 && id / 4 < 90)
                .boxed()
                .toList();
        assertThat(ids(a)).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(ids(b)).containsExactlyInAnyOrderElementsOf(expected);
        JsonObject completed = a.get(0).stream.frames("completed").get(0);
        assertThat(completed.getInteger("confirmed")).isEqualTo(160);
        assertThat(completed.getInteger("delivered")).isEqualTo(160);
        assertThat(completed.getInteger("parked")).isZero();
        assertThat(all).allMatch(each -> each.stream.awaitClose() == 1000);
        assertThat(a.get(0).stream.frames("events")).allMatch(each -> "r-1".equals(each.getString("replay")));
        Counts end = jobs.end("r-1", "b");
        assertThat(end.scanned()).isEqualTo(320);
        assertThat(end.matched()).isEqualTo(160);
        assertThat(jobs.find("r-1").state()).isEqualTo(ReplayState.COMPLETED);
        assertThat(connect("r-1", "a", 0).stream.awaitFrame("completed").getInteger("confirmed"))
                .isEqualTo(160);
    }

    @Test
    void shouldLeaveOutWhatWasNotRecordedInTheWindow() throws Exception {
        put(0, 40);
        long first = fixture.clock.get() - 39;
        jobs.window(first + 8, first + 24).run("r-1", TargetJobs.extents(orders, 0, 10), "a");

        TargetClient client = connect("r-1", "a", 100);
        work(List.of(client), client::isCompleted);

        assertThat(client.stream.ids())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(8, 24).boxed().toList());
        assertThat(jobs.end("r-1", "a").scanned()).isEqualTo(40);
        assertThat(jobs.end("r-1", "a").matched()).isEqualTo(16);
    }

    @Test
    void shouldCompleteWithAnExactCountWhenConnectionsAreKilled() throws Exception {
        put(0, 2000);
        fixture.log.holes(new Partition("orders", 2), 7);
        patient(fixture.groups.groups, fixture.groups.specs, "a");
        jobs.run("r-1", TargetJobs.extents(orders, 0, 500), "a");
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<TargetClient> past = new ArrayList<>();
        for (int kill = 0; kill < 6; kill++) {
            List<TargetClient> two = List.of(connect("r-1", "a", 50), connect("r-1", "a", 50));
            int enough = 100 + random.nextInt(200);
            past.addAll(two);
            work(two, () -> ids(two).size() >= enough || jobs.find("r-1").state() == ReplayState.COMPLETED);
            two.forEach(each -> StreamFixture.await(each.stream.socket().close()));
        }
        TargetClient last = connect("r-1", "a", 100);
        past.add(last);
        work(List.of(last), last::isCompleted);

        Set<Integer> distinct = new HashSet<>(ids(past));
        assertThat(distinct).as("seed " + seed).hasSize(2000);
        assertThat(jobs.end("r-1", "a").confirmed()).as("seed " + seed).isEqualTo(2000);
        assertThat(jobs.end("r-1", "a").scanned()).as("seed " + seed).isEqualTo(2000);
        assertThat(jobs.end("r-1", "a").matched()).as("seed " + seed).isEqualTo(2000);
    }

    @Test
    void shouldKeepTheOrderOfTimeWhenTheActiveConnectionIsKilled() throws Exception {
        Topic payments = fixture.log.topic("payments", 2);
        Random random = new Random(7);
        for (int id = 0; id < 600; id++) {
            int partition = random.nextInt(6);
            if (partition < 4) {
                fixture.put("orders", partition, id);
            } else {
                fixture.put("payments", partition - 4, id);
            }
        }
        List<ReplayJob.Extent> extents = new ArrayList<>();
        for (int partition = 0; partition < 4; partition++) {
            extents.add(new ReplayJob.Extent(
                    "orders", orders.id(), partition, 0, fixture.log.end(new Partition("orders", partition)), 0));
        }
        for (int partition = 0; partition < 2; partition++) {
            extents.add(new ReplayJob.Extent(
                    "payments", payments.id(), partition, 0, fixture.log.end(new Partition("payments", partition)), 0));
        }
        jobs.byTime().run("r-1", extents, "a", "b");

        TargetClient first = connect("r-1", "a", 100);
        TargetClient standby = connect("r-1", "a", 100);
        work(
                List.of(first, standby),
                () -> first.stream.ids().size() + standby.stream.ids().size() >= 250);
        TargetClient active = first.stream.ids().isEmpty() ? standby : first;
        TargetClient other = active == first ? standby : first;
        assertThat(other.stream.ids()).isEmpty();
        StreamFixture.await(active.stream.socket().close());
        work(List.of(other), other::isCompleted);
        TargetClient whole = connect("r-1", "b", 1000);
        work(List.of(whole), whole::isCompleted);

        assertThat(whole.stream.deliveries())
                .isSortedAccordingTo(Comparator.comparing(each -> each.getString("recorded")));
        assertThat(whole.stream.ids())
                .containsExactlyElementsOf(IntStream.range(0, 600).boxed().toList());
        List<Integer> once = new ArrayList<>();
        for (TargetClient each : List.of(active, other)) {
            assertThat(each.stream.ids()).isSorted();
            each.stream.ids().stream().filter(id -> !once.contains(id)).forEach(once::add);
        }
        assertThat(once).containsExactlyElementsOf(whole.stream.ids());
    }

    @Test
    void shouldGiveNothingWhilePausedAndGoOnAtTheNewPaceWhenResumed() throws Exception {
        put(0, 400);
        jobs.at(new Pace.EventsPerSecond(200)).run("r-1", TargetJobs.extents(orders, 0, 100), "a");
        TargetClient client = connect("r-1", "a", 1000);
        long began = System.nanoTime();
        client.stream.awaitEvents(60);
        double seconds = (System.nanoTime() - began) / 1e9;
        assertThat(60 / seconds).isLessThan(200 * 2);

        jobs.change("r-1", job -> job.pause(System.currentTimeMillis()));
        client.work();
        client.stream.awaitThat("confirmed", each -> client.isConfirmed());
        int before = client.stream.ids().size();
        Progress progress = StreamFixture.await(fixture.groups.targets.progress(jobs.find("r-1"), "a"));
        assertThat(progress.settled()).isFalse();
        assertThat(progress.connections()).isEqualTo(1);
        assertThat(client.stream.ids()).hasSize(before);

        jobs.change("r-1", job -> job.pace(new Pace.Full(), System.currentTimeMillis(), 0));
        jobs.change("r-1", job -> job.resume(System.currentTimeMillis()));
        work(List.of(client), client::isCompleted);
        assertThat(client.stream.ids()).hasSize(400);
    }

    @Test
    void shouldCountParkedEventsAndRedriveThemWhenAskedBeforeTheEnd() throws Exception {
        put(0, 40);
        jobs.run("r-1", TargetJobs.extents(orders, 0, 10), "a");
        TargetClient client = connect("r-1", "a", 20);
        client.stream.awaitEvents(20);
        String group = "replay.r-1.a";
        String parked = client.stream.deliveries().get(3).getJsonObject("event").getString("id");
        String other = client.stream.deliveries().get(5).getJsonObject("event").getString("id");
        client.stream.send(new JsonObject()
                .put("op", "fail")
                .put("ids", new JsonArray().add(parked).add(other))
                .put("then", "park")
                .encode());
        client.stream.awaitFrame("failed");
        JsonObject position = client.stream.deliveries().get(3);
        StreamFixture.await(fixture.groups.redrives.ask(
                group, new Partition("orders", position.getInteger("partition")), List.of(position.getLong("offset"))));
        client.stream.request(1000);
        client.stream.awaitEvents(41);
        assertThat(client.stream.ids().stream().filter(id -> id == Integer.parseInt(parked)))
                .hasSize(2);

        work(List.of(client), client::isCompleted);

        Counts end = jobs.end("r-1", "a");
        assertThat(end.parked()).isEqualTo(1);
        assertThat(end.confirmed()).isEqualTo(39);
    }

    @Test
    void shouldTellAGapAndEndWhenTheTopicIsDeleted() throws Exception {
        fixture.log.blocksOf(10);
        put(0, 400);
        jobs.run("r-1", TargetJobs.extents(orders, 0, 100), "a");
        TargetClient client = connect("r-1", "a", 40);
        client.stream.awaitEvents(40);
        fixture.log.delete("orders");
        work(List.of(client), () -> !client.stream.frames("problem").isEmpty());
        assertThat(client.stream.frames("gap")).isNotEmpty();
        assertThat(client.stream.awaitFrame("problem").getString("detail")).contains("failed: deleted: of orders");
        assertThat(client.isCompleted()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellTheLossesOfNoTopicThatIsStillThere(boolean again) {
        Topic payments = fixture.log.topic("payments", 2);
        List<ReplayJob.Extent> extents = new ArrayList<>(TargetJobs.extents(orders, 0, 10));
        extents.addAll(TargetJobs.extents(payments, 0, 10));
        ReplayJob job = jobs.made("r-1", extents, "a");
        lose(orders, 1, 3);
        lose(payments, 0, 4);
        lose(payments, 1, 1);

        assertThat(loss(job).result()).as("by retention").isEmpty();

        fixture.log.delete("payments");
        if (again) {
            fixture.log.topic("payments", 2);
        }
        fixture.log.available(false);

        assertThat(RefusedException.is(loss(job).cause(), Problem.UNAVAILABLE))
                .as("nobody knows whether they are there")
                .isTrue();

        fixture.log.available(true);

        assertThat(loss(job).result())
                .isEqualTo("deleted: of payments, 5 offsets of the range were lost with the topic");
    }

    private Future<String> loss(ReplayJob job) {
        return fixture.groups.targets.loss(job, "a");
    }

    private void lose(Topic topic, int partition, long offsets) {
        StreamFixture.await(fixture.groups.places.put(List.of(new GroupCursor(
                TargetStreams.scope("r-1", "a"),
                topic.name(),
                topic.id(),
                partition,
                1,
                new GroupCursor.Progress(10, List.of(), 10),
                GroupCursor.Basis.UNKNOWN,
                Counted.of(new long[] {10, 0, 0, 0, 0, 0, 0, 0, offsets, 0})))));
    }

    @Test
    void shouldRefuseWhatIsNotThere() throws Exception {
        put(0, 4);
        jobs.run("r-1", TargetJobs.extents(orders, 0, 1), "a");
        StreamClient noReplay = fixture.connect("/v1/replays/r-2/stream?target=a", "playhead.v1");
        assertThat(noReplay.awaitFrame("problem").getString("code")).isEqualTo("replay_not_found");
        assertThat(noReplay.awaitClose()).isEqualTo(1008);
        StreamClient noTarget = fixture.connect("/v1/replays/r-1/stream?target=c", "playhead.v1");
        assertThat(noTarget.awaitFrame("problem").getString("code")).isEqualTo("not_found");
        StreamClient bare = fixture.connect("/v1/replays/r-1/stream?target=a", "cloudevents.json");
        assertThat(bare.awaitClose()).isEqualTo(1008);

        TargetClient client = connect("r-1", "a", 0);
        client.stream.awaitFrame("assigned");
        jobs.change("r-1", job -> job.cancel(System.currentTimeMillis()));
        assertThat(client.stream.awaitFrame("problem").getString("code")).isEqualTo("replay_state");
        assertThat(client.stream.awaitClose()).isEqualTo(1000);
        assertThat(connect("r-1", "a", 0).stream.awaitClose()).isEqualTo(1000);
    }

    @Test
    void shouldRepairWhatTheGroupSkippedOrParkedAndConfirmItForTheGroup() throws Exception {
        put(0, 40);
        TargetClient live = new TargetClient(fixture.subscribe("{\"op\":\"subscribe\",\"topics\":[\"orders\"],"
                + "\"group\":\"billing\",\"from\":\"earliest\",\"credit\":40}"));
        live.stream.awaitEvents(40);
        live.stream.send("{\"op\":\"fail\",\"ids\":[\"5\",\"6\"],\"then\":\"skip\",\"ref\":1}");
        live.stream.send("{\"op\":\"fail\",\"ids\":[\"7\"],\"then\":\"park\",\"ref\":2}");
        live.stream.awaitThat("failed", each -> each.frames("failed").size() == 2);
        JsonArray rest = new JsonArray();
        IntStream.range(0, 40).filter(id -> id < 5 || id > 7).forEach(id -> rest.add(Integer.toString(id)));
        live.stream.send(new JsonObject()
                .put("op", "confirm")
                .put("ref", 3)
                .put("ids", rest)
                .encode());
        live.stream.awaitFrame("confirmed");
        StreamFixture.await(live.stream.socket().close());
        put(40, 40);
        eventually(
                "the places are written",
                () -> StreamFixture.await(fixture.groups.places.load("billing", orders)).values().stream()
                        .allMatch(place -> place.cursor() == 10));

        jobs.repairing().run("r-1", TargetJobs.extents(orders, 0, 20), "billing");
        TargetClient client = connect("r-1", "billing", 100);
        work(List.of(client), client::isCompleted);

        assertThat(client.stream.ids()).containsExactlyInAnyOrder(5, 6, 7);
        assertThat(jobs.end("r-1", "billing").confirmed()).isEqualTo(3);
        eventually("nothing is parked", () -> StreamFixture.await(fixture.groups.parking.load("billing", orders, 3))
                .entries()
                .isEmpty());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldFailWithTheReasonWhenTheTopicIsDeletedWhileItRuns(boolean again) throws Exception {
        put(0, 4000);
        jobs.run("r-1", TargetJobs.extents(orders, 0, 1000), "a");
        TargetClient client = connect("r-1", "a", 50);
        client.stream.awaitEvents(50);
        fixture.log.delete("orders");
        if (again) {
            fixture.log.topic("orders", 4);
            put(0, 4000);
        }
        work(List.of(client), () -> jobs.find("r-1").state().hasEnded());

        ReplayJob job = jobs.find("r-1");
        ReplayTarget target = job.target("a").orElseThrow();
        assertThat(job.state()).isEqualTo(ReplayState.FAILED);
        assertThat(target.state()).isEqualTo(ReplayTarget.State.FAILED);
        Matcher lost = Pattern.compile("deleted: of orders, (\\d+) offsets of the range were lost with the topic")
                .matcher(target.reason());
        assertThat(lost.matches()).as(target.reason()).isTrue();
        assertThat(jobs.end("r-1", "a").confirmed() + Long.parseLong(lost.group(1)))
                .as("each event is confirmed or lost")
                .isEqualTo(4000);
        assertThat(client.isCompleted()).isFalse();
    }

    @Test
    void shouldCompleteWhenTheTopicIsDeletedAfterTheLastDelivery() throws Exception {
        put(0, 40);
        jobs.run("r-1", TargetJobs.extents(orders, 0, 10), "a");
        TargetClient client = connect("r-1", "a", 100);
        client.stream.awaitEvents(40);
        fixture.log.delete("orders");
        work(List.of(client), client::isCompleted);

        assertThat(jobs.find("r-1").state()).isEqualTo(ReplayState.COMPLETED);
        assertThat(jobs.end("r-1", "a").confirmed()).isEqualTo(40);
    }

    @Test
    void shouldForgetAllOfAJob() throws Exception {
        put(0, 40);
        jobs.run("r-1", TargetJobs.extents(orders, 0, 10), "a");
        TargetClient client = connect("r-1", "a", 100);
        work(List.of(client), client::isCompleted);
        ReplayJob job = jobs.find("r-1");
        StreamFixture.await(fixture.groups.targets.forget(job));
        assertThat(StreamFixture.await(fixture.groups.places.load("replay.r-1.a", orders)))
                .isEmpty();
    }

    /** A group whose targets are tried again as often as connections are killed. */
    static void patient(Groups groups, GroupSpecs specs, String name) {
        StreamFixture.await(groups.put(
                name,
                specs.read(new JsonObject()
                        .put("topics", new JsonArray().add("any"))
                        .put("retry", 1000))));
    }

    private void put(int from, int count) {
        IntStream.range(from, from + count).forEach(id -> fixture.put("orders", id % 4, id));
    }

    private TargetClient connect(String replay, String target, int credit) {
        return new TargetClient(fixture.connect(
                "/v1/replays/" + replay + "/stream?target=" + target + "&credit=" + credit, "playhead.v1"));
    }

    private static void work(List<TargetClient> clients, BooleanSupplier done) throws Exception {
        eventually("done", () -> {
            clients.forEach(TargetClient::work);
            return done.getAsBoolean();
        });
    }

    private static List<Integer> ids(List<TargetClient> clients) {
        return Arrays.asList(
                clients.stream().flatMap(each -> each.stream.ids().stream()).toArray(Integer[]::new));
    }
}
