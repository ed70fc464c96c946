package dev.playhead.ingest;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.ingest.WindowSettings.OnOutage;
import dev.playhead.log.Topic;
import dev.playhead.metrics.Meter;
import dev.playhead.metrics.Meters;
import dev.playhead.testing.MemoryLog;
import dev.playhead.testing.MemoryWindow;
import dev.playhead.testing.Mood;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is decided of an event, through every way its first attempt can end. */
final class DeduplicationTest {
    private static final Incarnation A = new Incarnation(1, 5);
    private static final Incarnation A_AGAIN = new Incarnation(1, 6);
    private static final Incarnation B = new Incarnation(2, 1);

    private final Vertx vertx = Vertx.vertx();
    private final MemoryLog log = new MemoryLog();
    private final Topic topic = log.topic("orders", 2);
    private final MemoryWindow.Store store = new MemoryWindow.Store();
    private final Node a = new Node(A, OnOutage.APPEND);

    @AfterEach
    void close() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    /** One node: its window's end of the shared memory, and what decides. */
    private final class Node {
        final SimpleMeterRegistry registry = new SimpleMeterRegistry();
        final Context context = vertx.getOrCreateContext();
        final MemoryWindow window;
        final Deduplication<TestCandidate> deduplication;

        Node(Incarnation self, OnOutage onOutage) {
            WindowSettings settings = new WindowSettings(
                    Duration.ofMinutes(2),
                    100_000,
                    onOutage,
                    Duration.ofMillis(200),
                    Duration.ofMillis(400),
                    Duration.ofSeconds(40),
                    Duration.ofMillis(1500),
                    1000,
                    1000);
            window = new MemoryWindow(store, settings, System::currentTimeMillis);
            window.lives(self);
            deduplication = new Deduplication<>(vertx, settings, self, window, log, log, log, new Meters(registry));
        }

        TestCandidate candidate(String id) {
            return candidate(id, 0);
        }

        TestCandidate candidate(String id, int partition) {
            return new TestCandidate(id, new Partition("orders", partition));
        }

        List<WindowVerdict<TestCandidate>> decide(TestCandidate... candidates) {
            return get(on(() -> deduplication.decide(topic, List.of(candidates))));
        }

        WindowVerdict<TestCandidate> decide(String id) {
            return decideIn(topic, id);
        }

        /** Decides it where the node knows the topic so. */
        WindowVerdict<TestCandidate> decideIn(Topic known, String id) {
            return decideIn(known, candidate(id));
        }

        WindowVerdict<TestCandidate> decideIn(Topic known, TestCandidate candidate) {
            return end(get(on(() -> deduplication.decide(known, List.of(candidate))))
                    .get(0));
        }

        /** Decides it, and appends it with the fate that the log has now. */
        TestCandidate append(String id) {
            TestCandidate candidate = candidate(id);
            log.append(List.of(candidate.with(end(decide(candidate).get(0)))));
            return candidate;
        }

        void awaitWritten() throws Exception {
            eventually("all ends are written", deduplication::idle);
        }

        private <T> Future<T> on(java.util.function.Supplier<Future<T>> call) {
            Promise<T> promise = Promise.promise();
            context.runOnContext(turn -> call.get().onComplete(promise));
            return promise.future();
        }
    }

    private static WindowVerdict<TestCandidate> end(WindowVerdict<TestCandidate> verdict) {
        return verdict instanceof WindowVerdict.Undecided<TestCandidate> undecided ? get(undecided.later()) : verdict;
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError("no end within 20 s", e);
        }
    }

    private static void assertRefused(WindowVerdict<TestCandidate> verdict, Problem problem) {
        assertThat(verdict).isInstanceOfSatisfying(WindowVerdict.Refused.class, refused -> assertThat(
                        refused.refusal().problem())
                .isEqualTo(problem));
    }

    private void assertDuplicate(WindowVerdict<TestCandidate> verdict, int partition, long offset) {
        assertThat(verdict).isInstanceOfSatisfying(WindowVerdict.Duplicate.class, duplicate -> {
            assertThat(duplicate.partition()).isEqualTo(partition);
            assertThat(duplicate.offset()).isEqualTo(offset);
        });
    }

    @Test
    void shouldTellThePositionWhenItWasStored() throws Exception {
        a.append("x");
        TestCandidate second = a.append("y");
        a.awaitWritten();

        assertDuplicate(a.decide("y"), 0, 1);
        assertDuplicate(new Node(B, OnOutage.APPEND).decide("x"), 0, 0);
        assertThat(second.partition().index()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5})
    void shouldBeFreshWhenTheTopicWasMadeAgain(int events) throws Exception {
        for (String id : List.of("x", "y", "z")) {
            a.append(id);
        }
        a.awaitWritten();
        log.delete("orders");
        Topic again = log.topic("orders", topic.partitions());
        for (int number = 0; number < events; number++) {
            log.put(new Partition("orders", 0), a.candidate("other-" + number).json());
        }

        Node b = new Node(B, OnOutage.REFUSE);
        for (WindowVerdict<TestCandidate> verdict : List.of(a.decide("x"), b.decide("y"), b.decideIn(again, "z"))) {
            assertThat(verdict).isInstanceOf(WindowVerdict.Fresh.class);
            assertThat(((WindowVerdict.Fresh<TestCandidate>) verdict).claim().topic())
                    .isEqualTo(again);
        }
    }

    /** The claim is of the topic before, and Kafka's producer stores the event in the one after. */
    @ParameterizedTest
    @CsvSource({"0, 2, false", "7, 2, false", "7, 1, false", "0, 5, false", "7, 2, true", "3, 1, true"})
    void shouldTellThePositionInTheNewTopicWhenAnAppendUnderWayEndedThere(int before, int partitions, boolean unwritten)
            throws Exception {
        appendAll("before", before);
        TestCandidate first = a.candidate("x");
        first.with(a.decide(first).get(0));
        Topic again = makeAgain(1, partitions);
        log.put(new Partition("orders", 0), a.candidate("other").json());
        a.window.mood(unwritten ? Mood.AWAY : Mood.WELL);
        log.append(List.of(first));
        if (!unwritten) {
            a.awaitWritten();
        }

        assertDuplicate(a.decide("x"), 0, 1);
        assertDuplicate(a.decideIn(again, "x"), 0, 1);
        a.window.mood(Mood.WELL);
        a.awaitWritten();
        assertDuplicate(new Node(B, OnOutage.REFUSE).decideIn(again, "x"), 0, 1);
    }

    @Test
    void shouldFollowWhenTheFirstIsInFlightForTheTopicBefore() throws Exception {
        TestCandidate first = a.candidate("x");
        first.with(a.decide(first).get(0));

        assertThat(a.decideIn(makeAgain(1, 2), "x")).isEqualTo(new WindowVerdict.Follows<>(first));
    }

    /** Its result was never known: its producer was ended, or its node died. */
    @ParameterizedTest
    @CsvSource({"0, 1, false", "9, 1, false", "9, 3, false", "0, 2, true", "9, 1, true", "9, 4, true"})
    void shouldFindItInTheNewTopicWhenNobodyKnowsWhereTheAppendEnded(int before, int times, boolean died)
            throws Exception {
        appendAll("before", before);
        TestCandidate there = a.candidate("there");
        TestCandidate nowhere = a.candidate("nowhere");
        a.decide(there, nowhere).forEach(verdict -> {
            TestCandidate candidate =
                    ((WindowVerdict.Fresh<TestCandidate>) verdict).claim().candidate();
            candidate.with(verdict);
        });
        Topic again = makeAgain(times, 2);
        log.put(there.partition(), a.candidate("other").json());
        log.put(there.partition(), there.json());
        Node asked = a;
        if (died) {
            a.window.dies(A);
            asked = new Node(B, OnOutage.APPEND);
        } else {
            there.failed(Problem.APPEND_UNKNOWN.because("its producer was ended"));
            nowhere.failed(Problem.APPEND_UNKNOWN.because("its producer was ended"));
            a.awaitWritten();
        }

        assertDuplicate(asked.decide("there"), 0, 1);
        assertDuplicate(asked.decideIn(again, "there"), 0, 1);
        assertThat(asked.decide("nowhere")).isInstanceOfSatisfying(WindowVerdict.Fresh.class, fresh -> assertThat(
                        fresh.claim().topic())
                .isEqualTo(again));
    }

    @Test
    void shouldBeFreshWhenTheNewTopicHasNotThePartitionOfTheFirst() throws Exception {
        TestCandidate stored = a.candidate("stored", 1);
        log.append(List.of(stored.with(a.decide(stored).get(0))));
        TestCandidate unknown = a.candidate("unknown", 1);
        unknown.with(a.decide(unknown).get(0)).failed(Problem.APPEND_UNKNOWN.because("its producer was ended"));
        a.awaitWritten();
        Topic again = makeAgain(1, 1);

        for (String id : List.of("stored", "unknown")) {
            TestCandidate second = a.candidate(id, 0);
            log.append(List.of(second.with(a.decideIn(again, second))));
        }

        assertThat(log.end(new Partition("orders", 0))).isEqualTo(2);
    }

    @Test
    void shouldStoreItInTheNewTopicWhenItsPlaceInTheTopicBeforeIsNotWrittenYet() throws Exception {
        a.window.mood(Mood.AWAY);
        a.append("x");
        Topic again = makeAgain(1, 2);

        TestCandidate second = a.candidate("x");
        log.append(List.of(second.with(end(a.decide(second).get(0)))));
        a.window.mood(Mood.WELL);
        a.awaitWritten();
        assertDuplicate(new Node(B, OnOutage.REFUSE).decideIn(again, "x"), 0, 0);
    }

    private Topic makeAgain(int times, int partitions) {
        Topic again = topic;
        for (int time = 1; time <= times; time++) {
            log.delete("orders");
            again = log.topic("orders", time == times ? partitions : time);
        }
        return again;
    }

    private void appendAll(String name, int count) throws Exception {
        IntStream.range(0, count).forEach(number -> a.append(name + number));
        a.awaitWritten();
    }

    @Test
    void shouldRefuseForNowWhenTheTopicWasMadeAgainWithOtherPartitions() throws Exception {
        a.append("x");
        a.awaitWritten();
        log.delete("orders");
        log.topic("orders", topic.partitions() + 1);

        assertRefused(a.decide("x"), Problem.UNAVAILABLE);
    }

    @Test
    void shouldBeFreshWhenTheLogWasCutOffBelowIt() throws Exception {
        for (int grown : List.of(0, 1, 2, 9)) {
            long from = log.end(new Partition("orders", 0));
            a.append("kept-" + grown);
            a.append("x-" + grown);
            a.append("y-" + grown);
            a.awaitWritten();
            log.truncate(new Partition("orders", 0), from + 1);
            for (int number = 0; number < grown; number++) {
                log.put(
                        new Partition("orders", 0),
                        a.candidate("other-" + grown + "-" + number).json());
            }

            assertDuplicate(a.decide("kept-" + grown), 0, from);
            assertThat(a.append("y-" + grown)).isNotNull();
            a.awaitWritten();
            long end = log.end(new Partition("orders", 0));
            assertThat(end).isEqualTo(from + 1 + grown + 1);
            assertDuplicate(new Node(B, OnOutage.REFUSE).decide("y-" + grown), 0, end - 1);
        }
    }

    @Test
    void shouldTellThePositionWhenRetentionHasRemovedIt() throws Exception {
        a.append("x");
        a.append("y");
        a.awaitWritten();
        log.trim(new Partition("orders", 0), 1);

        assertDuplicate(a.decide("x"), 0, 0);
        assertDuplicate(a.decide("y"), 0, 1);
    }

    @Test
    void shouldRefuseWhenTheLogCannotTellWhetherItIsStillStored() throws Exception {
        a.append("x");
        a.awaitWritten();
        log.available(false);

        assertRefused(a.decide("x"), Problem.UNAVAILABLE);
    }

    @Test
    void shouldAskOnceWhenManyAreDecided() {
        TestCandidate[] many = IntStream.range(0, 500)
                .mapToObj(number -> a.candidate("n" + number))
                .toArray(TestCandidate[]::new);

        List<WindowVerdict<TestCandidate>> verdicts = a.decide(many);

        assertThat(verdicts).hasSize(500).allMatch(WindowVerdict.Fresh.class::isInstance);
        assertThat(a.window.calls()).isEqualTo(1);
    }

    @Test
    void shouldFollowWhenTheFirstIsInFlightHere() {
        TestCandidate first = a.candidate("x");
        a.decide(first);

        List<WindowVerdict<TestCandidate>> verdicts = a.decide(a.candidate("x"), a.candidate("y"), a.candidate("x"));

        assertThat(verdicts.get(0)).isEqualTo(new WindowVerdict.Follows<>(first));
        assertThat(verdicts.get(1)).isInstanceOf(WindowVerdict.Fresh.class);
        assertThat(verdicts.get(2)).isEqualTo(new WindowVerdict.Follows<>(first));
    }

    @Test
    void shouldFollowWithoutAskingWhenTheSameIsTwiceInOneBatch() {
        TestCandidate first = a.candidate("x");

        List<WindowVerdict<TestCandidate>> verdicts = a.decide(first, a.candidate("x"));

        assertThat(verdicts.get(0)).isInstanceOf(WindowVerdict.Fresh.class);
        assertThat(verdicts.get(1)).isEqualTo(new WindowVerdict.Follows<>(first));
    }

    @Test
    void shouldWaitForTheEndWhenAnotherNodeIsAppending() throws Exception {
        Node b = new Node(B, OnOutage.APPEND);
        TestCandidate first = a.candidate("x");
        WindowVerdict<TestCandidate> fresh = a.decide(first).get(0);
        WindowVerdict<TestCandidate> waiting = b.decide(b.candidate("x")).get(0);
        assertThat(waiting).isInstanceOf(WindowVerdict.Undecided.class);

        log.append(List.of(first.with(fresh)));

        assertDuplicate(end(waiting), 0, 0);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "7, 0", "0, 9", "300, 40"})
    void shouldFindItInTheLogWhenItsNodeIsSilentAfterAppending(int before, int after) throws Exception {
        IntStream.range(0, before).forEach(number -> a.append("before" + number));
        a.awaitWritten();
        TestCandidate first = a.candidate("x");
        a.decide(first);
        log.put(first.partition(), first.json());
        IntStream.range(0, after).forEach(number -> a.append("after" + number));

        assertDuplicate(new Node(B, OnOutage.APPEND).decide("x"), 0, before);
        assertDuplicate(new Node(new Incarnation(3, 1), OnOutage.APPEND).decide("x"), 0, before);
    }

    @Test
    void shouldSayHowLongItMayTakeWhenAnotherNodeDoesNotEnd() {
        a.decide(a.candidate("x"));

        WindowVerdict<TestCandidate> verdict = new Node(B, OnOutage.APPEND).decide("x");

        assertThat(((WindowVerdict.Refused<?>) verdict).refusal().detail())
                .contains("40 s", "window.heartbeat", "1.5 s", "window.silence");
    }

    @Test
    void shouldRefuseAsUnknownWhenAnotherNodeDoesNotEnd() {
        Node b = new Node(B, OnOutage.APPEND);
        a.decide(a.candidate("x"));

        assertRefused(b.decide("x"), Problem.APPEND_UNKNOWN);
    }

    @Test
    void shouldBeFreshWhenAnotherNodeHasReleasedItMeanwhile() {
        Node b = new Node(B, OnOutage.APPEND);
        TestCandidate first = a.candidate("x");
        first.with(a.decide(first).get(0));
        WindowVerdict<TestCandidate> waiting = b.decide(b.candidate("x")).get(0);

        first.failed(Problem.UNAVAILABLE.because("never handed over"));

        assertThat(end(waiting)).isInstanceOf(WindowVerdict.Fresh.class);
    }

    @Test
    void shouldFindItInTheLogWhenItsNodeDiedAfterAppending() throws Exception {
        log.put(new Partition("orders", 0), "{\"id\":\"other\",\"source\":\"/test\"}");
        TestCandidate first = a.candidate("x", 1);
        WindowVerdict<TestCandidate> fresh = a.decide(first).get(0);
        assertThat(fresh).isInstanceOf(WindowVerdict.Fresh.class);
        log.put(new Partition("orders", 1), a.candidate("w").json());
        log.put(first.partition(), first.json());
        Node again = new Node(A_AGAIN, OnOutage.APPEND);

        assertDuplicate(again.decide("x"), 1, 1);
        again.awaitWritten();
        assertDuplicate(new Node(B, OnOutage.APPEND).decide("x"), 1, 1);
    }

    @Test
    void shouldBeFreshWhenItsNodeDiedBeforeAppending() {
        a.decide(a.candidate("x", 1));
        a.window.dies(A);
        Node b = new Node(B, OnOutage.APPEND);

        TestCandidate second = b.append("x");

        assertThat(log.end(second.partition())).isEqualTo(1);
        assertThat(log.end(new Partition("orders", 1))).isZero();
    }

    @Test
    void shouldBeFreshWithinTheWaitWhenItsNodeEndedLately() {
        Node b = new Node(B, OnOutage.APPEND);
        a.decide(a.candidate("x"));
        a.window.endsLately(A, true);

        assertThat(b.decide("x")).isInstanceOf(WindowVerdict.Fresh.class);
    }

    @Test
    void shouldFindTheLastAppendWhenTheLogTakesItAfterTheEndOfItsNode() throws Exception {
        Node b = new Node(B, OnOutage.APPEND);
        TestCandidate first = a.candidate("x");
        a.decide(first);
        a.window.endsLately(A, true);
        WindowVerdict<TestCandidate> waiting = b.decide(b.candidate("x")).get(0);

        eventually("it is looked at", () -> b.window.calls() > 4);
        log.put(first.partition(), first.json());

        assertDuplicate(end(waiting), 0, 0);
    }

    @Test
    void shouldRefuseAsUnknownWhileReadersDoNotSeeAllOfTheLog() {
        Node b = new Node(B, OnOutage.APPEND);
        a.decide(a.candidate("x"));
        a.window.endsLately(A, true);
        log.showAll(false);

        assertRefused(b.decide("x"), Problem.APPEND_UNKNOWN);

        log.showAll(true);
        assertThat(b.decide("x")).isInstanceOf(WindowVerdict.Fresh.class);
    }

    @Test
    void shouldWaitAnewWhenTheEndOfItsNodeIsDoubtedBetween() throws Exception {
        Node b = new Node(B, OnOutage.APPEND);
        TestCandidate first = a.candidate("x");
        WindowVerdict<TestCandidate> fresh = a.decide(first).get(0);
        a.window.endsLately(A, true);
        WindowVerdict<TestCandidate> waiting = b.decide(b.candidate("x")).get(0);
        eventually("it is looked at", () -> b.window.calls() > 4);

        a.window.endsLately(A, false);
        log.append(List.of(first.with(fresh)));

        assertDuplicate(end(waiting), 0, 0);
        assertThat(log.end(first.partition())).isEqualTo(1);
    }

    @Test
    void shouldReadTheLogInTwoPassesWhenADeadNodeLeftManyClaims() {
        TestCandidate[] many = IntStream.range(0, 300)
                .mapToObj(number -> a.candidate("n" + number))
                .toArray(TestCandidate[]::new);
        a.decide(many);
        for (int number = 0; number < 150; number++) {
            log.put(many[number].partition(), many[number].json());
        }
        Node again = new Node(A_AGAIN, OnOutage.APPEND);

        List<WindowVerdict<TestCandidate>> verdicts = again.decide(IntStream.range(0, 300)
                .mapToObj(number -> again.candidate("n" + number))
                .toArray(TestCandidate[]::new));

        for (int number = 0; number < 300; number++) {
            if (number < 150) {
                assertDuplicate(end(verdicts.get(number)), 0, number);
            } else {
                assertThat(end(verdicts.get(number))).isInstanceOf(WindowVerdict.Fresh.class);
            }
        }
    }

    /** Kept below the claim's end, and records of others in the place of those that are cut off. */
    @ParameterizedTest
    @CsvSource({"0, 0", "0, 9", "3, 1", "3, 2", "4, 0", "4, 5", "5, 3"})
    void shouldFindItInTheLogWhenTheLogWasCutOffAfterItWasClaimed(int kept, int others) throws Exception {
        Partition partition = new Partition("orders", 0);
        IntStream.range(0, 5)
                .forEach(number ->
                        log.put(partition, a.candidate("before-" + number).json()));
        TestCandidate dies = a.candidate("x");
        TestCandidate unknown = a.candidate("y");
        a.decide(dies);
        unknown.with(a.decide(unknown).get(0));

        log.truncate(partition, kept);
        long at = log.put(partition, dies.json());
        log.put(partition, unknown.json());
        IntStream.range(0, others)
                .forEach(number -> log.put(partition, a.candidate("o-" + number).json()));
        unknown.failed(Problem.APPEND_UNKNOWN.because("Kafka died before it answered"));
        a.awaitWritten();
        a.window.dies(A);

        Node b = new Node(B, OnOutage.APPEND);
        assertDuplicate(b.decide("x"), 0, at);
        assertDuplicate(b.decide("y"), 0, at + 1);
        assertThat(b.decide("z")).isInstanceOf(WindowVerdict.Fresh.class);
    }

    @Test
    void shouldRefuseAsUnknownWhenTheLogCannotBeRead() throws Exception {
        a.decide(a.candidate("x"));
        a.window.dies(A);
        log.available(false);
        Node b = new Node(B, OnOutage.APPEND);

        assertRefused(b.decide("x"), Problem.APPEND_UNKNOWN);

        log.available(true);
        b.awaitWritten();
        assertThat(b.decide("x")).isInstanceOf(WindowVerdict.Fresh.class);
    }

    @Test
    void shouldReadTheLogWhenTheFirstEndedUnknown() throws Exception {
        log.fate(MemoryLog.Fate.STORED_UNKNOWN);
        a.append("stored");
        log.fate(MemoryLog.Fate.LOST_UNKNOWN);
        a.append("lost");
        a.awaitWritten();

        assertDuplicate(a.decide("stored"), 0, 0);
        assertThat(a.decide("lost")).isInstanceOf(WindowVerdict.Fresh.class);
    }

    @Test
    void shouldBeFreshAtOnceWhenTheFirstWasNotStored() throws Exception {
        log.fate(MemoryLog.Fate.REFUSED);
        a.append("x");
        a.awaitWritten();

        assertThat(a.decide("x")).isInstanceOf(WindowVerdict.Fresh.class);
    }

    @Test
    void shouldAppendWithoutTheWindowWhenRedisIsAway() {
        a.window.mood(Mood.AWAY);

        assertThat(a.decide("x")).isInstanceOf(WindowVerdict.Fresh.class);
        assertThat(a.registry.get(Meter.WINDOW_SKIPPED.meterName()).counter().count())
                .isEqualTo(1);
    }

    @Test
    void shouldAppendWithinTheTimeoutWhenRedisHangs() {
        a.window.mood(Mood.HUNG);

        assertThat(a.decide("x")).isInstanceOf(WindowVerdict.Fresh.class);
    }

    @Test
    void shouldRefuseWithinTheTimeoutWhenRedisHangsAndIsNeeded() throws Exception {
        Node strict = new Node(B, OnOutage.REFUSE);
        strict.window.mood(Mood.HUNG);

        assertRefused(strict.decide("x"), Problem.UNAVAILABLE);

        strict.window.mood(Mood.WELL);
        strict.awaitWritten();
        assertThat(strict.decide("x")).isInstanceOf(WindowVerdict.Fresh.class);
    }

    @Test
    void shouldTellThePositionWhenTheWindowWasAwayAtTheFirst() throws Exception {
        a.window.mood(Mood.AWAY);
        a.append("x");
        a.window.mood(Mood.WELL);
        a.awaitWritten();

        assertDuplicate(a.decide("x"), 0, 0);
    }

    @Test
    void shouldTellThePositionWhenTheClaimsAnswerWasLost() throws Exception {
        a.window.mood(Mood.DEAF);
        a.append("x");
        a.window.mood(Mood.WELL);
        a.awaitWritten();

        assertDuplicate(new Node(B, OnOutage.APPEND).decide("x"), 0, 0);
    }

    @Test
    void shouldFindItInTheLogWhenItsEndWasForgotten() throws Exception {
        TestCandidate[] many = IntStream.range(0, 1500)
                .mapToObj(number -> a.candidate("n" + number))
                .toArray(TestCandidate[]::new);
        List<WindowVerdict<TestCandidate>> verdicts = a.decide(many);
        a.window.mood(Mood.AWAY);
        for (int number = 0; number < many.length; number++) {
            many[number].with(verdicts.get(number));
        }
        log.append(List.of(many));
        a.window.mood(Mood.WELL);
        a.awaitWritten();

        for (int number = 0; number < many.length; number++) {
            assertDuplicate(a.decide("n" + number), 0, number);
        }
    }

    @Test
    void shouldNotRepeatAnOldRefusalWhenRedisIsAway() throws Exception {
        a.window.mood(Mood.AWAY);
        log.fate(MemoryLog.Fate.REFUSED);
        a.append("x");

        // While its end is being written a resend is still answered as the first was
        eventually("a resend is fresh", () -> a.decide("x") instanceof WindowVerdict.Fresh);
    }

    @Test
    void shouldReadTheLogWhenTheFirstEndedUnknownAndRedisIsAway() throws Exception {
        a.window.mood(Mood.AWAY);
        log.fate(MemoryLog.Fate.STORED_UNKNOWN);
        a.append("stored");
        log.fate(MemoryLog.Fate.LOST_UNKNOWN);
        a.append("lost");

        eventually("a resend of it is decided", () -> a.decide("stored") instanceof WindowVerdict.Duplicate);
        eventually("a resend of it is decided", () -> a.decide("lost") instanceof WindowVerdict.Fresh);
    }

    @Test
    void shouldClaimItsOwnPartitionWhenTheDeadAttemptWasForAnother() throws Exception {
        a.decide(a.candidate("x", 1));
        a.window.dies(A);
        Node b = new Node(B, OnOutage.APPEND);
        TestCandidate second = b.candidate("x", 0);

        second.with(end(b.decide(second).get(0)));
        second.failed(Problem.APPEND_UNKNOWN.because("and this one is unknown, too"));
        b.awaitWritten();
        log.put(second.partition(), second.json());

        assertDuplicate(b.decide("x"), 0, 0);
    }

    @Test
    void shouldAnswerOnTheCallersContextWhenItIsAsked() {
        Promise<Context> answeredOn = Promise.promise();

        a.context.runOnContext(turn -> a.deduplication
                .decide(topic, List.of(a.candidate("x")))
                .onComplete(answer -> answeredOn.complete(Vertx.currentContext())));

        assertThat(get(answeredOn.future())).isSameAs(a.context);
    }
}
