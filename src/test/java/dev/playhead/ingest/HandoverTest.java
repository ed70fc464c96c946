package dev.playhead.ingest;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Event;
import dev.playhead.event.Identity;
import dev.playhead.event.Problem;
import dev.playhead.log.EventLog;
import dev.playhead.log.Topic;
import dev.playhead.testing.MemoryLog;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HandoverTest {
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final MemoryLog log = new MemoryLog(System::currentTimeMillis);
    private final Topic topic = log.topic("orders", 1);
    private final Queue<Submission> ended = new ConcurrentLinkedQueue<>();
    private volatile boolean refuses;

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldHoldTheChainWhenItsFirstIsUndecided() throws Exception {
        Handover handover = handover(Duration.ofHours(1));
        Submission submission = submission(new Chain(10), "a", "b");
        Promise<WindowVerdict<Pending>> later = Promise.promise();
        onLoop(() -> {
            handover.add(List.of(submission));
            handover.decided(
                    submission.items(),
                    List.of(new WindowVerdict.Undecided<>(later.future()), new WindowVerdict.Duplicate<>(0, 7, 1)));
        });
        assertThat(submission.items()).noneMatch(Pending::hasEnded);

        later.complete(new WindowVerdict.Duplicate<>(0, 3, 1));

        eventually("both have ended", () -> ended.contains(submission));
        assertThat(submission.items()).extracting(Pending::offset).containsExactly(3L, 7L);
    }

    @Test
    void shouldEndTheFollowerAsItsLeaderWhenTheLeaderIsOfAnotherChain() throws Exception {
        Handover handover = handover(Duration.ofHours(1));
        Submission leader = submission(new Chain(10), "a");
        Submission follower = submission(new Chain(10), "a");
        onLoop(() -> {
            handover.add(List.of(leader, follower));
            handover.decided(
                    follower.items(),
                    List.of(new WindowVerdict.Follows<>(leader.items().get(0))));
        });
        assertThat(follower.items().get(0).hasEnded()).isFalse();

        onLoop(() -> handover.decided(
                leader.items(), List.of(new WindowVerdict.Refused<>(Problem.BUSY.because("too much")))));

        eventually("both have ended", () -> ended.containsAll(List.of(leader, follower)));
        assertThat(follower.items().get(0).refusal()).isEqualTo(Problem.BUSY.because("too much"));
    }

    @Test
    void shouldRefuseTheFollowerWhenItsLeaderDoesNotEndInTime() throws Exception {
        Handover handover = handover(Duration.ofMillis(1));
        Submission leader = submission(new Chain(10), "a");
        Submission follower = submission(new Chain(10), "a");
        onLoop(() -> {
            handover.add(List.of(leader, follower));
            handover.decided(
                    follower.items(),
                    List.of(new WindowVerdict.Follows<>(leader.items().get(0))));
        });

        eventually("the follower has ended", () -> ended.contains(follower));
        assertThat(follower.items().get(0).refusal())
                .satisfies(refusal -> assertThat(refusal.problem()).isEqualTo(Problem.APPEND_UNKNOWN));
        assertThat(ended).doesNotContain(leader);
    }

    @Test
    void shouldRefuseLaterEventsOfTheKeyWhenTheLogIsUnavailable() throws Exception {
        Handover handover = handover(Duration.ofHours(1));
        Chain chain = new Chain(10);
        refuses = true;
        Submission first = submission(chain, "a");
        onLoop(() -> handover.add(List.of(first)));
        onLoop(() -> handover.decided(first.items(), List.of(new WindowVerdict.Fresh<>(claim(first)))));
        refuses = false;
        Submission second = submission(chain, "a");
        onLoop(() -> handover.add(List.of(second)));
        onLoop(() -> handover.decided(second.items(), List.of(new WindowVerdict.Fresh<>(claim(second)))));

        eventually("both have ended", () -> ended.containsAll(List.of(first, second)));
        assertThat(first.items().get(0).refusal())
                .satisfies(refusal -> assertThat(refusal.problem()).isEqualTo(Problem.UNAVAILABLE));
        assertThat(second.items().get(0).refusal())
                .satisfies(refusal -> assertThat(refusal.problem()).isEqualTo(Problem.EARLIER_FAILED));
    }

    private Claim<Pending> claim(Submission submission) {
        Pending item = submission.items().get(0);
        Mark.Held mark = new Mark.Held(new Incarnation(1, 1), 0, 0, EventLog.End.UNKNOWN, 0);
        return new Claim<>(topic, Identity.of(item.event()), item, mark, (claim, end) -> {});
    }

    private Handover handover(Duration patience) {
        return new Handover(vertx, context, log, () -> refuses, patience);
    }

    private Submission submission(Chain chain, String... ids) {
        Submission submission = new Submission(chain, new Partitioning(topic, log), true, ids.length, ended::add);
        for (String id : ids) {
            submission.add(new Event(utf8("/s"), utf8(id), utf8("key"), utf8("{}"), List.of()), 0);
        }
        return submission;
    }

    private void onLoop(Runnable action) throws Exception {
        CompletableFuture<Void> ran = new CompletableFuture<>();
        context.runOnContext(turn -> {
            action.run();
            ran.complete(null);
        });
        ran.get(5, TimeUnit.SECONDS);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
