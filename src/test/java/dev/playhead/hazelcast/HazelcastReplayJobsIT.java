package dev.playhead.hazelcast;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.map.IMap;
import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.replay.job.ReplayCodec;
import dev.playhead.replay.job.ReplayJob;
import dev.playhead.replay.job.ReplayJobs;
import dev.playhead.replay.job.ReplayJobsContract;
import dev.playhead.replay.job.SampleJobs;
import dev.playhead.testing.MemoryJournal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two members in one JVM, on one journal. */
final class HazelcastReplayJobsIT extends ReplayJobsContract {
    private final Vertx vertx = Vertx.vertx();
    private final MemoryJournal journal = new MemoryJournal();
    private final TestCluster together = new TestCluster(2);
    private final List<HazelcastCluster> nodes = new ArrayList<>();
    private final List<ReplayJobs> stores = new ArrayList<>();
    private int opened;

    @BeforeEach
    void start() throws Exception {
        join(together.open(0));
        join(together.open(1));
    }

    @AfterEach
    void stop() {
        nodes.forEach(HazelcastCluster::close);
        vertx.close();
    }

    @Override
    protected ReplayJobs open() {
        return stores.get(opened++ % stores.size());
    }

    @Test
    void shouldHaveAllAgainWhenTheWholeClusterWasStopped() throws Exception {
        ReplayJob made = SampleJobs.made("r-1", 1);
        ReplayJob started = made.start(2, 0);
        ReplayJob other = SampleJobs.made("r-2", 1);
        ReplayJob removed = SampleJobs.made("r-3", 1);
        for (ReplayJob job : List.of(made, started, other, removed)) {
            assertThat(done(open().put(job))).isTrue();
        }
        assertThat(done(open().remove(removed))).isTrue();
        nodes.forEach(HazelcastCluster::close);
        nodes.clear();
        stores.clear();

        join(together.open(0));

        assertThat(done(stores.get(0).list())).containsExactlyInAnyOrder(started, other);
    }

    @Test
    void shouldGoOnWithTheOthersWhenAMemberGoes() throws Exception {
        List<ReplayJob> jobs = new ArrayList<>();
        for (int number = 0; number < 40; number++) {
            jobs.add(SampleJobs.made("r-" + number, number));
            assertThat(done(open().put(jobs.get(number)))).isTrue();
        }

        nodes.remove(0).close();
        stores.remove(0);

        assertThat(done(open().list())).containsExactlyInAnyOrderElementsOf(jobs);
        assertThat(done(open().put(jobs.get(7).start(9, 0)))).isTrue();
    }

    @Test
    void shouldKeepTheHighestEpochWhenTheJournalHasOlderOnesAndOthers() throws Exception {
        ReplayJob made = SampleJobs.made("r-1", 1);
        ReplayJob started = made.start(2, 0);
        done(journal.put("r-1/2", ReplayCodec.encode(started)));
        done(journal.put("r-1/1", ReplayCodec.encode(made)));
        done(journal.put("r-2/1", "no job"));
        nodes.forEach(HazelcastCluster::close);
        nodes.clear();
        stores.clear();

        join(together.open(1));

        assertThat(done(stores.get(0).list())).containsExactly(started);
    }

    @Test
    void shouldLeaveOneRecordInTheJournalWhenChangedOnManyNodes() throws Exception {
        ReplayJob made = SampleJobs.made("r-1", 1);
        ReplayJob started = made.start(2, 0);
        ReplayJob cancelled = started.cancel(3);
        for (ReplayJob job : List.of(made, started, cancelled)) {
            assertThat(done(open().put(job))).isTrue();
        }
        eventually("one is left", () -> done(journal.load()).keySet().equals(java.util.Set.of("r-1/3")));

        assertThat(done(open().remove(cancelled))).isTrue();

        assertThat(done(journal.load())).isEmpty();
    }

    @Test
    void shouldNotAnswerThatItIsKeptWhenTheJournalIsAway() {
        journal.available(false);

        assertThat(stores.get(0)
                        .put(SampleJobs.made("r-1", 1))
                        .recover(failure -> Future.succeededFuture(
                                failure instanceof RefusedException refused
                                                && refused.refusal().problem().retryable()
                                        ? false
                                        : null))
                        .toCompletionStage()
                        .toCompletableFuture())
                .succeedsWithin(java.time.Duration.ofSeconds(10))
                .isEqualTo(false);
    }

    @Test
    void shouldWriteWhatTheJournalLacksWhenItIsReadAgain() throws Exception {
        journal.available(false);
        ReplayJob made = SampleJobs.made("r-1", 1);
        assertThatThrownBy(() -> stores.get(0).put(made).await(10, TimeUnit.SECONDS))
                .isInstanceOf(RefusedException.class);
        journal.available(true);

        nodes.remove(0).close();

        eventually("it is in the journal", () -> done(journal.load()).containsKey("r-1/1"));
    }

    @Test
    void shouldNameTheNodeThatHoldsAJob() {
        assertThat(done(stores.get(0).put(SampleJobs.made("r-1", 1)))).isTrue();

        assertThat(done(stores.get(0).owner("r-1")))
                .isEqualTo(done(stores.get(1).owner("r-1")))
                .isIn("node0", "node1");
    }

    @Test
    void shouldNameNobodyWhenHazelcastHasStopped() {
        assertThat(done(stores.get(0).put(SampleJobs.made("r-1", 1)))).isTrue();

        nodes.remove(0).close();

        assertThat(done(stores.get(0).owner("r-1"))).isEmpty();
    }

    @Test
    void shouldAskWhoHoldsAJobWhereItMayBlock() throws Exception {
        Queue<Boolean> asked = new ConcurrentLinkedQueue<>();
        HazelcastReplayJobs jobs = new HazelcastReplayJobs(
                vertx,
                map(),
                id -> {
                    asked.add(Context.isOnEventLoopThread());
                    return "node0";
                },
                journal,
                (up, reason) -> {});
        Future<String> owner = Future.future(
                told -> vertx.runOnContext(here -> jobs.owner("r-1").onComplete(told)));

        assertThat(owner.await(10, TimeUnit.SECONDS)).isEqualTo("node0");
        assertThat(asked).containsExactly(false);
        jobs.close();
    }

    @Test
    void shouldWriteTheRecordBeforeTheNextAnswerWhenTheJournalWasAway() throws Exception {
        ReplayJob made = SampleJobs.made("r-1", 1);
        ReplayJob started = made.start(2, 0);
        assertThat(done(stores.get(0).put(made))).isTrue();
        journal.available(false);
        assertThat(problem(stores.get(0).put(started))).isEqualTo(Problem.UNAVAILABLE);
        assertThat(problem(stores.get(1).find("r-1"))).isEqualTo(Problem.UNAVAILABLE);
        assertThat(done(stores.get(1).list())).containsExactly(started);

        journal.available(true);

        assertThat(done(stores.get(1).find("r-1"))).contains(started);
        assertThat(done(journal.load())).containsKey("r-1/2");
    }

    @Test
    void shouldWriteTheRecordWhenNobodyAsks() throws Exception {
        ReplayJob made = SampleJobs.made("r-1", 1);
        assertThat(done(stores.get(0).put(made))).isTrue();
        journal.available(false);
        assertThat(problem(stores.get(0).put(made.start(2, 0)))).isEqualTo(Problem.UNAVAILABLE);

        journal.available(true);

        eventually("it is written", () -> done(journal.load()).keySet().equals(java.util.Set.of("r-1/2")));
    }

    @Test
    void shouldRefuseAJobWhenItsRecordIsTooLargeForTheJournal() {
        ReplayJob made = SampleJobs.made("r-1", 1);
        int targets = made.targets().size();
        journal.maxBytes(ReplayCodec.encode(made).length() + 512 * targets - 1);
        assertThat(problem(stores.get(0).put(made))).isEqualTo(Problem.TOO_LARGE);
        assertThat(done(stores.get(1).find("r-1"))).isEmpty();

        journal.maxBytes(ReplayCodec.encode(made).length() + 512 * targets);
        assertThat(done(stores.get(0).put(made))).isTrue();
        assertThat(done(stores.get(1).put(made.start(2, 0)))).isTrue();
    }

    @Test
    void shouldListTheOthersWhenTheRecordOfOneCannotBeWritten() throws Exception {
        ReplayJob stuck = SampleJobs.made("r-1", 1);
        ReplayJob other = SampleJobs.made("r-2", 1);
        assertThat(done(stores.get(0).put(other))).isTrue();
        journal.available(false);
        assertThat(problem(stores.get(0).put(stuck))).isEqualTo(Problem.UNAVAILABLE);
        journal.maxBytes(10);
        journal.available(true);

        assertThat(done(stores.get(1).list())).containsExactlyInAnyOrder(stuck, other);
        assertThat(done(stores.get(1).find("r-2"))).contains(other);
        assertThat(problem(stores.get(1).find("r-1"))).isEqualTo(Problem.TOO_LARGE);

        // Nor does it keep a node from coming
        nodes.remove(0).close();
        stores.remove(0);
        join(together.open(0));
        assertThat(done(stores.get(1).list())).containsExactlyInAnyOrder(stuck, other);
    }

    @Test
    void shouldHaveWhatWasToldAgainWhenTheMapHasLostItBeforeItsRecord() throws Exception {
        ReplayJob made = SampleJobs.made("r-1", 1);
        ReplayJob started = made.start(2, 0);
        ReplayJob paused = started.pause(3);
        Queue<ReplayJob> told = new ConcurrentLinkedQueue<>();
        stores.get(1).watch((id, now) -> now.ifPresent(told::add));
        assertThat(done(stores.get(0).put(made))).isTrue();
        assertThat(done(stores.get(0).put(started))).isTrue();
        journal.available(false);
        assertThat(problem(stores.get(0).put(paused))).isEqualTo(Problem.UNAVAILABLE);
        eventually("it is told", () -> told.contains(paused));

        map().evict("r-1");
        journal.available(true);

        eventually(
                "it is there again",
                () -> paused.equals(done(stores.get(0).find("r-1")).orElse(null)));
        eventually("it is written", () -> done(journal.load()).keySet().equals(java.util.Set.of("r-1/3")));
        assertThat(told).containsExactly(made, started, paused);
    }

    @Test
    void shouldTakeAwayTheRecordOfAnotherHalfWhenItIsAsOldAsTheRemoval() throws Exception {
        ReplayJob started = SampleJobs.made("r-1", 1).start(2, 0);
        assertThat(done(stores.get(0).put(SampleJobs.made("r-1", 1)))).isTrue();
        assertThat(done(stores.get(0).put(started))).isTrue();
        assertThat(done(stores.get(0).remove(started))).isTrue();
        done(journal.put("r-1/3", ReplayCodec.encode(started.pause(3))));

        nodes.remove(0).close();

        eventually("it is gone", () -> done(journal.load()).isEmpty());
        assertThat(done(stores.get(1).find("r-1"))).isEmpty();
    }

    private static IMap<String, byte[]> map() {
        return Hazelcast.getAllHazelcastInstances().iterator().next().getMap(HazelcastReplayJobs.MAP);
    }

    private static Problem problem(Future<?> asked) {
        return asked.map(answered -> Problem.INTERNAL)
                .otherwise(failure -> RefusedException.of(failure).problem())
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @Test
    void shouldRefuseChangesWhenTooFewSeeEachOther() throws Exception {
        TestCluster split = new TestCluster(2);
        try (HazelcastCluster one = split.open(0, 2)) {
            try (HazelcastCluster two = split.open(1, 2)) {
                ReplayJobs jobs = ready(one.jobs(vertx, journal, (up, reason) -> {}));
                assertThat(done(jobs.put(SampleJobs.made("r-1", 1)))).isTrue();
                assertThat(done(jobs.find("r-1"))).isPresent();
            }
            ReplayJobs jobs = one.jobs(vertx, journal, (up, reason) -> {});
            eventually("it is noticed", () -> one.all().size() == 1);
            assertThatThrownBy(() -> jobs.put(SampleJobs.made("r-2", 1)).await(10, TimeUnit.SECONDS))
                    .isInstanceOf(RefusedException.class);
        }
    }

    private void join(HazelcastCluster node) throws Exception {
        nodes.add(node);
        stores.add(ready(node.jobs(vertx, journal, (up, reason) -> {})));
    }

    private static ReplayJobs ready(ReplayJobs jobs) throws Exception {
        eventually("the journal is read", () -> jobs.list()
                .map(true)
                .otherwise(false)
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS));
        return jobs;
    }
}
