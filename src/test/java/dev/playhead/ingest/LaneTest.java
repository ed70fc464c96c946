package dev.playhead.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Event;
import dev.playhead.event.Identity;
import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.log.Block;
import dev.playhead.log.EventLog;
import dev.playhead.log.Read;
import dev.playhead.log.Topic;
import dev.playhead.metrics.Meters;
import dev.playhead.testing.Eventually;
import dev.playhead.testing.MemoryLog;
import dev.playhead.testing.MemoryLog.Fate;
import dev.playhead.testing.MemoryWindow;
import dev.playhead.tracing.Traces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Chains through a lane into a log that misbehaves: the order of a key holds, and everything is answered once. */
final class LaneTest {
    private static final int SEEDS = 1_000;
    private static final int CHAINS = 3;
    private static final int KEYS = 4;
    private static final Incarnation DEAD = new Incarnation(2, 1);
    private static final Incarnation ALIVE = new Incarnation(3, 1);

    private static Vertx vertx;

    private final MemoryLog log = new MemoryLog();
    private final Topic topic = log.topic("orders", 2);
    private final MemoryWindow window =
            new MemoryWindow(new MemoryWindow.Store(), windowSettings(), System::currentTimeMillis);
    private Context context;
    private Ingest ingest;
    private Lane lane;
    private int nextId;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void close() {
        vertx.close().await();
    }

    @Test
    void shouldKeepTheOrderOfEachKeyThroughFailures() throws Exception {
        for (long seed = 0; seed < SEEDS; seed++) {
            try {
                scenario(new Random(seed));
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private void scenario(Random random) throws Exception {
        start(ingestSettings());
        List<Chain> chains = new ArrayList<>();
        for (int chain = 0; chain < CHAINS; chain++) {
            chains.add(lane.chain());
        }
        Map<Chain, List<Submission>> sent = new HashMap<>();
        CountDownLatch answers = new CountDownLatch(20);
        for (int number = 0; number < 20; number++) {
            Chain chain = chains.get(random.nextInt(CHAINS));
            boolean window = random.nextBoolean();
            int size = random.nextInt(6);
            Fate fate = random.nextInt(4) == 0 ? Fate.values()[random.nextInt(Fate.values().length)] : Fate.STORED;
            onLoop(() -> {
                log.fate(fate);
                Submission submission = lane.submission(chain, topic, window, size);
                for (int item = 0; item < size; item++) {
                    submission.add(event(nextId++, random.nextInt(KEYS)), item);
                }
                sent.computeIfAbsent(chain, any -> new ArrayList<>()).add(submission);
                lane.submit(submission, answers::countDown);
            });
        }
        onLoop(() -> log.fate(Fate.STORED));
        assertThat(answers.await(20, TimeUnit.SECONDS)).as("all answered").isTrue();
        sent.values().forEach(this::assertOrder);
        assertThat(ingest.idle()).isTrue();
        ingest.close();
    }

    private void assertOrder(List<Submission> submissions) {
        Map<String, Long> lastOffset = new HashMap<>();
        Map<String, Refusal> failed = new HashMap<>();
        for (Submission submission : submissions) {
            for (Pending item : submission.items()) {
                String key = new String(item.event().key(), StandardCharsets.UTF_8);
                if (item.refusal() != null) {
                    failed.putIfAbsent(key, item.refusal());
                    continue;
                }
                assertThat(failed).as("stored after a failure of its key").doesNotContainKey(key);
                assertThat(item.offset()).isGreaterThan(lastOffset.getOrDefault(key, -1L));
                lastOffset.put(key, item.offset());
            }
        }
    }

    @Test
    void shouldAnswerARepetitionInTheSameSubmissionWithTheSamePosition() throws Exception {
        start(ingestSettings());
        Submission submission = submit(true, event(1, 0), event(2, 0), event(1, 0));
        Pending first = submission.items().get(0);
        Pending again = submission.items().get(2);
        assertThat(again.duplicate()).isTrue();
        assertThat(again.offset()).isEqualTo(first.offset());
        assertThat(again.storedIn()).isEqualTo(first.storedIn());
        assertThat(stored()).hasSize(2);
    }

    @Test
    void shouldAnswerAllOnceWhenOthersAreResolvedBeforeThoseInFront() throws Exception {
        start(ingestSettings());
        List<Event> events =
                IntStream.range(0, 20).mapToObj(id -> event(id, id % KEYS)).toList();
        List<DuplicateWindow.Entry> claims = events.stream()
                .map(event -> new DuplicateWindow.Entry(
                        Identity.of(event),
                        new Mark.Held(
                                event == events.get(0) || event == events.get(5) ? ALIVE : DEAD,
                                Mark.tag(topic),
                                log.partitionFor(topic, event.key()),
                                EventLog.End.UNKNOWN)))
                .toList();
        window.lives(ALIVE);
        window.claim(topic, claims).await(5, TimeUnit.SECONDS);
        CountDownLatch answers = new CountDownLatch(4);
        List<Submission> sent = new ArrayList<>();
        onLoop(() -> {
            Chain chain = lane.chain();
            for (int first = 0; first < 20; first += 5) {
                Submission submission = lane.submission(chain, topic, true, 5);
                events.subList(first, first + 5).forEach(event -> submission.add(event, 0));
                sent.add(submission);
                lane.submit(submission, answers::countDown);
            }
        });

        assertThat(answers.await(20, TimeUnit.SECONDS)).as("all answered").isTrue();

        // But for those two and what was behind them of their keys
        assertThat(stored()).hasSize(20 - 5 - 4);
        assertOrder(sent);
    }

    @Test
    void shouldStoreARepetitionWhenTheWindowIsOff() throws Exception {
        start(ingestSettings());
        submit(false, event(1, 0), event(1, 0));
        assertThat(stored()).hasSize(2);
    }

    @Test
    void shouldKeepThePlacesOfWhatWasRefusedBeforeItWasAnEvent() throws Exception {
        start(ingestSettings());
        CompletableFuture<Submission> done = new CompletableFuture<>();
        onLoop(() -> {
            Submission submission = lane.submission(lane.chain(), topic, true, 3);
            submission.add(event(1, 0), 1);
            submission.add(Problem.MALFORMED.because("no JSON"), 2);
            submission.add(event(2, 0), 4);
            lane.submit(submission, () -> done.complete(submission));
        });
        List<Pending> items = done.get(5, TimeUnit.SECONDS).items();
        assertThat(items).extracting(Pending::line).containsExactly(1L, 2L, 4L);
        assertThat(items.get(1).refusal()).extracting(Refusal::problem).isEqualTo(Problem.MALFORMED);
        assertThat(items.get(2).refusal()).isNull();
    }

    @Test
    void shouldRefuseEveryLaterEventWhenMoreKeysFailedThanAreRemembered() throws Exception {
        start(new IngestSettings(1000, 1 << 20, Duration.ofSeconds(5), Duration.ofSeconds(5), 1, 1000, 1 << 20));
        Chain chain = new Chain(1);
        chain.fail(new byte[] {1});
        chain.fail(new byte[] {2});
        assertThat(chain.hasFailed(new byte[] {9})).isTrue();
    }

    @Test
    void shouldTellThatAppendsTimeOutWhenTheLogKeepsThem() throws Exception {
        start(new IngestSettings(1000, 1 << 20, Duration.ofMillis(200), Duration.ofSeconds(5), 10, 1000, 1 << 20));
        AtomicReference<Boolean> up = new AtomicReference<>();
        ingest.onChange((serves, reason) -> up.set(serves));
        Eventually.eventually("it begins well", () -> Boolean.TRUE.equals(up.get()));
        log.fate(Fate.HELD);
        onLoop(() -> {
            Submission submission = lane.submission(lane.chain(), topic, false, 1);
            submission.add(event(1, 1), 0);
            lane.submit(submission, () -> {});
        });
        Eventually.eventually("it times out", () -> Boolean.FALSE.equals(up.get()));
        log.fate(Fate.STORED);
        Eventually.eventually("it is stored", () -> Boolean.TRUE.equals(up.get()));
    }

    private void start(IngestSettings settings) throws Exception {
        Meters meters = new Meters(new SimpleMeterRegistry());
        Incarnation self = new Incarnation(1, 1);
        Deduplication<Pending> deduplication =
                new Deduplication<>(vertx, windowSettings(), self, window, log, log, log, meters);
        ingest = new Ingest(vertx, settings, log, log, deduplication, meters, Traces.OFF);
        context = vertx.getOrCreateContext();
        lane = ingest.lane(context);
    }

    private Submission submit(boolean window, Event... events) throws Exception {
        CompletableFuture<Submission> done = new CompletableFuture<>();
        onLoop(() -> {
            Submission submission = lane.submission(lane.chain(), topic, window, events.length);
            for (Event event : events) {
                submission.add(event, 0);
            }
            lane.submit(submission, () -> done.complete(submission));
        });
        return done.get(5, TimeUnit.SECONDS);
    }

    private void onLoop(Runnable action) throws Exception {
        CompletableFuture<Void> ran = new CompletableFuture<>();
        context.runOnContext(turn -> {
            action.run();
            ran.complete(null);
        });
        ran.get(5, TimeUnit.SECONDS);
    }

    private List<String> stored() {
        List<String> ids = new ArrayList<>();
        for (Partition partition : topic.all()) {
            long offset = 0;
            while (log.read(partition, offset).result() instanceof Read.Loaded loaded) {
                Block block = loaded.block();
                for (int index = block.indexOf(offset); index < block.count(); index++) {
                    ids.add(partition + "@" + block.offset(index));
                }
                offset = block.next();
            }
        }
        return ids;
    }

    private static Event event(int id, int key) {
        String json = "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/s\",\"type\":\"t\",\"subject\":\""
                + key + "\"}";
        return new Event(utf8("/s"), utf8(Integer.toString(id)), utf8("key-" + key), utf8(json), List.of());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static IngestSettings ingestSettings() {
        Duration timeout = Duration.ofSeconds(5);
        return new IngestSettings(1000, 1 << 20, timeout, timeout, 100, 1000, 1 << 20);
    }

    private static WindowSettings windowSettings() {
        return new WindowSettings(
                Duration.ofMinutes(2),
                100_000,
                WindowSettings.OnOutage.APPEND,
                Duration.ofSeconds(1),
                Duration.ofMillis(200),
                Duration.ofSeconds(15),
                Duration.ofSeconds(2),
                1000,
                100_000);
    }
}
