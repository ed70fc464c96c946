package dev.playhead.replay;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.delivery.Delivery;
import dev.playhead.delivery.DeliverySettings;
import dev.playhead.event.Position;
import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.filter.FilterCodec;
import dev.playhead.filter.FilterLimits;
import dev.playhead.log.Topic;
import dev.playhead.metrics.Meters;
import dev.playhead.replay.job.Counts;
import dev.playhead.replay.job.Pace;
import dev.playhead.replay.job.Progress;
import dev.playhead.replay.job.ReplayJob;
import dev.playhead.replay.job.ReplayMeters;
import dev.playhead.replay.job.ReplayRequest;
import dev.playhead.replay.job.ReplayRequests;
import dev.playhead.replay.job.ReplaySettings;
import dev.playhead.replay.job.ReplayState;
import dev.playhead.replay.job.ReplayTarget;
import dev.playhead.replay.job.Steering;
import dev.playhead.replay.target.FakeTargets;
import dev.playhead.testing.Defaults;
import dev.playhead.testing.MemoryLog;
import dev.playhead.testing.MemoryReplayJobs;
import dev.playhead.tracing.Traces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ReplaysTest {
    private static final ReplaySettings SETTINGS =
            new ReplaySettings(4, 4, 3, 2, 2, Duration.ofHours(1), Duration.ofSeconds(20), 2, Duration.ofMillis(10), 4);

    private final AtomicLong clock = new AtomicLong(100_000);
    private final AtomicLong nanos = new AtomicLong();
    private final Vertx vertx = Vertx.vertx();
    private final MemoryLog log = new MemoryLog(clock::get).blocksOf(3);
    private final MemoryReplayJobs jobs = new MemoryReplayJobs();
    private final FakeTargets targets = new FakeTargets();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final FilterCodec filters = new FilterCodec(Defaults.of(FilterLimits.class), () -> {});
    private final ReplayRequests requests = new ReplayRequests(SETTINGS, filters);
    private Steering steering;
    private Replays replays;
    private Topic orders;

    @BeforeEach
    void fill() {
        Meters meters = new Meters(registry);
        Delivery delivery = new Delivery(Defaults.of(DeliverySettings.class), log, log, filters, meters, Traces.OFF);
        ReplayMeters counted = new ReplayMeters(meters);
        steering = new Steering(jobs, counted, Traces.OFF, clock::get);
        replays = new Replays(
                vertx,
                SETTINGS,
                requests,
                jobs,
                steering,
                counted,
                targets,
                delivery,
                log,
                new Replays.Clocks(clock::get, nanos::get));
        orders = log.topic("orders", 2);
        for (int number = 0; number < 20; number++) {
            put(number % 2, number, number % 4 == 0 ? "order.paid" : "order.made");
        }
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldFreezeItsEndsWhenMade() {
        ReplayJob job = make("{}");
        put(0, 99, "late");

        assertThat(job.state()).isEqualTo(ReplayState.RUNNING);
        assertThat(job.range().extents())
                .containsExactly(
                        new ReplayJob.Extent("orders", orders.id(), 0, 0, 10, 0),
                        new ReplayJob.Extent("orders", orders.id(), 1, 0, 10, 0));
        assertThat(job.id()).startsWith("r-");
        assertThat(done(replays.find(job.id()))).isEqualTo(job);
    }

    @Test
    void shouldStartInTheWindowWhenATimeIsGiven() {
        ReplayJob job = make("{\"from\":{\"time\":\"1970-01-01T00:01:41Z\"},\"pace\":{\"timeline\":2}}");

        assertThat(job.range().recordedFrom()).isEqualTo(101_000);
        assertThat(job.range().extents().get(0).from()).isEqualTo(5);
        assertThat(job.anchor()).isEqualTo(new ReplayJob.Anchor(clock.get(), 101_000));
    }

    @Test
    void shouldCompleteAtOnceWhenTheRangeIsEmpty() {
        assertThat(make("{\"from\":\"latest\"}").state()).isEqualTo(ReplayState.COMPLETED);
    }

    @Test
    void shouldRefuseWhenTheRangeEndsBeforeItBegins() {
        ReplayRequest reversed =
                request("{\"from\":{\"time\":\"1970-01-01T00:01:41Z\"},\"to\":{\"time\":\"1970-01-01T00:01:40Z\"}}");

        assertThat(problem(replays.create(reversed, "alice", null))).isEqualTo(Problem.INVALID_REQUEST);
    }

    @Test
    void shouldBeOneJobWhenAskedTwiceByTheSameKey() {
        ReplayRequest request = request("{}");
        Replays.Created first = done(replays.create(request, "alice", "k1"));
        Replays.Created again = done(replays.create(request, "alice", "k1"));
        Replays.Created other = done(replays.create(request, "bob", "k1"));

        assertThat(first.made()).isTrue();
        assertThat(again).isEqualTo(new Replays.Created(first.job(), false));
        assertThat(other.job().id()).isNotEqualTo(first.job().id());
        assertThat(problem(replays.create(request("{\"order\":\"time\"}"), "alice", "k1")))
                .isEqualTo(Problem.KEY_REUSED);
    }

    @Test
    void shouldRefuseWhenThereAreAsManyAsMayBe() {
        ReplayJob first = done(replays.create(request("{}"), "alice", null)).job();
        done(replays.create(request("{}"), "alice", null));
        assertThat(problem(replays.create(request("{}"), "alice", null))).isEqualTo(Problem.OVER_QUOTA);
        done(replays.create(request("{}"), "bob", null));
        assertThat(problem(replays.create(request("{}"), "carol", null))).isEqualTo(Problem.OVER_QUOTA);

        done(replays.cancel(first.id()));

        assertThat(done(replays.create(request("{}"), "alice", null)).made()).isTrue();
    }

    @Test
    void shouldSayTheStateWhenSteeredWrongly() {
        ReplayJob job = make("{}");
        done(replays.pause(job.id()));
        assertThat(refusal(replays.pause(job.id()))).contains("paused");
        assertThat(refusal(replays.remove(job.id()))).contains("paused");
        done(replays.resume(job.id()));
        assertThat(refusal(replays.resume(job.id()))).contains("running");
        done(replays.cancel(job.id()));

        assertThat(refusal(replays.resume(job.id()))).contains("cancelled");
        assertThat(refusal(replays.pace(job.id(), new Pace.Full()))).contains("cancelled");
        assertThat(problem(replays.pause("r-absent"))).isEqualTo(Problem.REPLAY_NOT_FOUND);
    }

    @Test
    void shouldTryAgainWhenOthersChangeItFirst() {
        ReplayJob job = make("{}");
        jobs.lose(3);
        assertThat(done(replays.pause(job.id())).state()).isEqualTo(ReplayState.PAUSED);
        jobs.lose(100);

        assertThat(problem(replays.resume(job.id()))).isEqualTo(Problem.BUSY);
    }

    @Test
    void shouldGoOnWhereTheSlowestIsWhenThePaceBecomesATimeline() {
        ReplayJob job = make("{\"targets\":[\"billing\",\"search\"]}");
        targets.set(at("billing", 8, 9));
        targets.set(at("search", 6, 7));
        clock.addAndGet(50_000);

        ReplayJob paced = done(replays.pace(job.id(), new Pace.Timeline(1)));

        assertThat(paced.anchor()).isEqualTo(new ReplayJob.Anchor(clock.get(), 101_200));
        assertThat(paced.request().pace()).isEqualTo(new Pace.Timeline(1));
    }

    @Test
    void shouldCompleteWhenAllTargetsAreSettled() {
        ReplayJob job = make("{\"targets\":[\"billing\",\"search\"]}");
        Counts counts = new Counts(20, 20, 21, 500, 20, 1, 0, 0);
        done(steering.settled(job.id(), "billing", counts, ""));
        assertThat(done(replays.find(job.id())).state()).isEqualTo(ReplayState.RUNNING);

        done(steering.settled(job.id(), "search", Counts.NONE, ""));
        done(steering.settled(job.id(), "billing", Counts.NONE, ""));

        ReplayJob ended = done(replays.find(job.id()));
        assertThat(ended.state()).isEqualTo(ReplayState.COMPLETED);
        assertThat(ended.target("billing").orElseThrow().end()).isEqualTo(counts);
        assertThat(registry.get("playhead.replays.ended")
                        .tag("state", "completed")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void shouldForgetAllOfItWhenRemoved() {
        ReplayJob job = make("{}");
        done(replays.cancel(job.id()));
        targets.available(false);
        assertThat(problem(replays.remove(job.id()))).isEqualTo(Problem.UNAVAILABLE);
        targets.available(true);
        targets.set(at("billing", 1, 1));
        assertThat(problem(replays.remove(job.id()))).isEqualTo(Problem.GROUP_IN_USE);
        targets.set(new Progress("billing", Counts.NONE, 0, 5, 0, 0, false, new Progress.Place("t", List.of())));

        done(replays.remove(job.id()));

        assertThat(targets.forgotten()).containsExactly(job.id());
        assertThat(problem(replays.remove(job.id()))).isEqualTo(Problem.REPLAY_NOT_FOUND);
    }

    @Test
    void shouldTellTheFirstSideOfItsTargetsWhenTheyCannotBeAsked() {
        ReplayJob job = make("{}");
        targets.available(false);

        ReplayReport report = done(replays.report(job));

        assertThat(report.targets().get(0).counts()).isNull();
        assertThat(report.targets().get(0).eta()).isNull();
    }

    @Test
    void shouldReckonWhatIsLeftWhenTheRateIsKnown() {
        Progress progress = new Progress(
                "billing",
                new Counts(1000, 100, 100, 0, 100, 0, 0, 0),
                0,
                5000,
                50,
                1,
                false,
                new Progress.Place("t", List.of()));
        ReplayTarget target = ReplayTarget.of("billing");

        assertThat(new ReplayReport.OfTarget(target, progress).eta()).isEqualTo(Duration.ofSeconds(10));
        assertThat(new ReplayReport.OfTarget(target, at("billing", 0, 0)).eta()).isNull();
        assertThat(new ReplayReport.OfTarget(target.completed(Counts.NONE), null).eta())
                .isNull();
    }

    @Test
    void shouldBeCompletedBySweepingWhenNobodyTellsOfItsEnd() throws Exception {
        ReplayJob job = make("{}");
        replays.start(id -> true);
        targets.set(new Progress("billing", Counts.NONE, 0, 0, 0, 1, true, new Progress.Place("t", List.of())));

        eventually("it is completed", () -> state(job) == ReplayState.COMPLETED);
    }

    @Test
    void shouldBeStartedBySweepingWhenItWasLeftPending() throws Exception {
        ReplayJob job = ReplayJob.made(
                "r-left",
                1,
                "",
                request("{}"),
                new ReplayJob.Range(make("{}").range().extents(), 0, Long.MAX_VALUE));
        done(jobs.put(job));

        replays.start(id -> true);

        eventually("it runs", () -> state(job) == ReplayState.RUNNING);
    }

    @Test
    void shouldBeCompletedWhenItWantsNothingAndNobodyAttendsIt() throws Exception {
        String nothing = "\"filter\":[{\"exact\":{\"type\":\"order.lost\"}}]";
        ReplayJob job = make("{" + nothing + ",\"targets\":[\"billing\",\"search\"]}");
        ReplayJob paused = make("{" + nothing + "}");
        done(replays.pause(paused.id()));
        ReplayJob wanted = make("{\"filter\":[{\"exact\":{\"type\":\"order.paid\"}}]}");

        replays.start(id -> true);

        eventually("it is completed", () -> state(job) == ReplayState.COMPLETED);
        assertThat(done(replays.find(job.id())).targets())
                .allSatisfy(target -> assertThat(target.end()).isEqualTo(new Counts(20, 0, 0, 0, 0, 0, 0, 0)));
        assertThat(state(wanted)).isEqualTo(ReplayState.RUNNING);
        assertThat(state(paused)).isEqualTo(ReplayState.PAUSED);
    }

    @Test
    void shouldNotBeLookedThroughWhenSomebodyAttendsIt() throws Exception {
        String nothing = "\"filter\":[{\"exact\":{\"type\":\"order.lost\"}}]";
        targets.set(new Progress("billing", Counts.NONE, 0, 5, 0, 1, false, new Progress.Place("t", List.of())));
        ReplayJob attended = make("{" + nothing + "}");
        ReplayJob other = make("{" + nothing + ",\"targets\":[\"search\"]}");

        replays.start(id -> true);

        eventually("the other is completed", () -> state(other) == ReplayState.COMPLETED);
        assertThat(state(attended)).isEqualTo(ReplayState.RUNNING);
    }

    @Test
    void shouldBeAbandonedAndResumedWhenNobodyAttendsIt() throws Exception {
        ReplayJob job = make("{\"idleTimeout\":\"PT10S\",\"targets\":[\"billing\",\"search\"]}");
        targets.set(new Progress("search", Counts.NONE, 0, 5, 0, 1, false, new Progress.Place("t", List.of())));
        replays.start(id -> true);
        eventually("it was swept", () -> gauge("running") == 1);
        // The first sweep starts the clock of what nobody attends
        nanosUntil(
                "billing is given up",
                () -> done(replays.find(job.id()))
                                .target("billing")
                                .orElseThrow()
                                .state()
                        == ReplayTarget.State.FAILED);
        assertThat(state(job)).isEqualTo(ReplayState.RUNNING);
        targets.set(new Progress("search", Counts.NONE, 0, 5, 0, 0, false, new Progress.Place("t", List.of())));
        nanosUntil("the job is given up", () -> state(job) == ReplayState.FAILED);
        assertThat(done(replays.find(job.id())).life().reason()).isEqualTo(ReplayJob.ABANDONED);
        eventually(
                "both are counted",
                () -> registry.get("playhead.replays.abandoned").counter().count() == 2);

        ReplayJob resumed = done(replays.resume(job.id()));

        assertThat(resumed.state()).isEqualTo(ReplayState.RUNNING);
        assertThat(resumed.targets()).allMatch(each -> each.state() == ReplayTarget.State.RUNNING);
        ReplayJob empty = make("{\"from\":\"latest\"}");
        make("{\"from\":\"latest\"}");
        eventually("it was swept again", () -> gauge("completed") == 2);
        assertThat(empty.state()).isEqualTo(ReplayState.COMPLETED);
        assertThat(state(job)).as("its whole time again").isEqualTo(ReplayState.RUNNING);
    }

    @Test
    void shouldNotBeAbandonedWhenPaused() throws Exception {
        ReplayJob job = make("{\"idleTimeout\":\"PT1S\"}");
        done(replays.pause(job.id()));
        replays.start(id -> true);
        eventually("it was swept", () -> gauge("paused") == 1);
        nanos.addAndGet(Duration.ofDays(1).toNanos());
        ReplayJob other = make("{\"from\":\"latest\"}");

        eventually("it was swept again", () -> gauge("completed") == 1);

        assertThat(other.state()).isEqualTo(ReplayState.COMPLETED);
        assertThat(state(job)).isEqualTo(ReplayState.PAUSED);
    }

    @Test
    void shouldNotBeAbandonedWhenItCannotBeToldWhoAttends() throws Exception {
        ReplayJob job = make("{\"idleTimeout\":\"PT1S\"}");
        targets.set(new Progress("billing", Counts.NONE, 0, 5, 0, -1, false, new Progress.Place("t", List.of())));
        replays.start(id -> true);
        eventually("it was swept", () -> gauge("running") == 1);
        nanos.addAndGet(Duration.ofDays(1).toNanos());
        make("{\"from\":\"latest\"}");

        eventually("it was swept again", () -> gauge("completed") == 1);

        assertThat(state(job)).isEqualTo(ReplayState.RUNNING);
    }

    @Test
    void shouldKeepTheYoungestWhenMoreHaveEndedThanAreKept() throws Exception {
        for (int number = 0; number < 5; number++) {
            clock.addAndGet(10);
            make("{\"from\":\"latest\",\"description\":\"" + number + "\"}");
        }
        replays.start(id -> true);

        eventually("two are left", () -> done(replays.list()).size() == 2);

        assertThat(done(replays.list()))
                .extracting(job -> job.request().description())
                .containsExactly("4", "3");
        assertThat(targets.forgotten()).hasSize(3);
    }

    @Test
    void shouldCountWhatWouldBeSentWhenItIsADryRun() {
        ReplayRequest request = request("{\"filter\":[{\"exact\":{\"type\":\"order.paid\"}}],"
                + "\"from\":{\"time\":\"1970-01-01T00:01:41Z\"},\"pace\":{\"eventsPerSecond\":2}}");

        Preview preview = done(replays.dryRun(request));

        assertThat(preview.exact()).isTrue();
        assertThat(preview.scanned()).isEqualTo(10);
        assertThat(preview.sums().all().events()).isEqualTo(2);
        assertThat(preview.sums().types()).containsOnlyKeys("order.paid");
        assertThat(preview.sums().topics().get("orders"))
                .isEqualTo(preview.sums().all());
        assertThat(preview.duration()).isEqualTo(Duration.ofSeconds(1));
        assertThat(done(replays.list())).isEmpty();
    }

    @Test
    void shouldSayThatItIsNotExactWhenADryRunIsCut() {
        log.blocksOf(3);
        ReplayRequest request = request("{\"pace\":{\"eventsPerSecond\":1}}");
        nanos.set(0);
        AtomicLong asked = new AtomicLong();
        DryRuns slow = new DryRuns(
                vertx,
                SETTINGS,
                log,
                () -> asked.getAndIncrement() * Duration.ofSeconds(9).toNanos());
        ReplayJob.Range range = make("{}").range();

        Preview preview = done(slow.run(request, requests.filter(request), range));

        assertThat(preview.exact()).isFalse();
        assertThat(preview.scanned()).isLessThan(20).isPositive();
        assertThat(preview.duration()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void shouldTellWhatIsGoneWhenADryRunMeetsAGap() {
        ReplayRequest request = request("{\"from\":{\"positions\":[{\"topic\":\"orders\",\"partition\":0,\"offset\":0},"
                + "{\"topic\":\"orders\",\"partition\":1,\"offset\":8}]}}");
        log.trim(orders.all().get(0), 6);

        Preview preview = done(replays.dryRun(request));

        assertThat(preview.lost()).isEqualTo(6);
        assertThat(preview.sums().all().events()).isEqualTo(6);
    }

    @Test
    void shouldFoldRareTypesWhenThereAreMany() {
        for (int number = 0; number < 150; number++) {
            put(0, 1000 + number, "type." + number);
        }
        ReplayRequest request = request("{}");

        Preview preview = done(replays.dryRun(request));

        assertThat(preview.sums().types()).hasSize(100);
        assertThat(preview.sums().otherTypes().events()).isEqualTo(52);
        assertThat(preview.sums().all().events()).isEqualTo(170);
        assertThat(preview.sums().types().keySet()).startsWith("order.made", "order.paid");
    }

    private void put(int partition, int number, String type) {
        log.put(
                orders.all().get(partition),
                "{\"specversion\":\"1.0\",\"source\":\"/shop\",\"id\":\"" + number + "\",\"type\":\"" + type + "\"}");
        clock.addAndGet(100);
    }

    private ReplayRequest request(String changes) {
        JsonObject body = new JsonObject()
                .put("topics", new JsonArray().add("orders"))
                .put("from", "earliest")
                .put("targets", new JsonArray().add("billing"))
                .mergeIn(new JsonObject(changes));
        return requests.read(body).request();
    }

    @Test
    void shouldTellNoStallWhenTheTargetIsAtItsEnd() throws Exception {
        ReplayJob job = make("{\"targets\":[\"billing\",\"search\"]}");
        Counts counts = new Counts(3, 3, 3, 0, 0, 0, 0, 0);
        targets.set(new Progress("billing", counts, 3, 17, 0, 1, false, new Progress.Place("", List.of())));
        replays.start(all -> true);
        eventually("it is seen to stand still", () -> {
            nanos.addAndGet(Duration.ofMinutes(2).toNanos());
            return stalled() == 1;
        });

        done(steering.settled(job.id(), "billing", counts, ""));

        eventually("it stands still no more", () -> stalled() == 0);
        assertThat(done(replays.find(job.id())).state()).isEqualTo(ReplayState.RUNNING);
    }

    private double stalled() {
        return registry.get("playhead.replays.stalled").gauge().value();
    }

    private ReplayJob make(String changes) {
        return done(replays.create(request(changes), "", null)).job();
    }

    private static Progress at(String target, long... offsets) {
        return new Progress(
                target,
                Counts.NONE,
                0,
                1,
                0,
                1,
                false,
                new Progress.Place(
                        "t", List.of(new Position("orders", 0, offsets[0]), new Position("orders", 1, offsets[1]))));
    }

    private ReplayState state(ReplayJob job) {
        return done(replays.find(job.id())).state();
    }

    private double gauge(String state) {
        return registry.get("playhead.replays").tag("state", state).gauge().value();
    }

    private void nanosUntil(String what, java.util.concurrent.Callable<Boolean> condition) throws Exception {
        eventually(what, () -> {
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            return condition.call();
        });
    }

    private static Problem problem(Future<?> future) {
        return RefusedException.of(failure(future)).problem();
    }

    private static String refusal(Future<?> future) {
        assertThat(problem(future)).isEqualTo(Problem.REPLAY_STATE);
        return RefusedException.of(failure(future)).detail();
    }

    private static Throwable failure(Future<?> future) {
        try {
            future.await(10, TimeUnit.SECONDS);
        } catch (Exception failure) {
            return failure;
        }
        throw new AssertionError("it did not fail");
    }

    private static <T> T done(Future<T> future) {
        try {
            return future.await(10, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }
}
