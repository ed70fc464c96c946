package dev.playhead.redis.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Identity;
import dev.playhead.ingest.DuplicateWindow.Entry;
import dev.playhead.ingest.Mark;
import dev.playhead.log.Topic;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class GatheringTest {
    private record Call(Topic topic, List<Entry> claims, Promise<List<Mark>> answer) {
        /** Each mark tells which identity it answers. */
        void end() {
            answer.complete(claims.stream()
                    .map(claim -> (Mark) new Mark.Stored(
                            0, 0, claim.identity().low(), claim.identity().high()))
                    .toList());
        }
    }

    private final List<Call> calls = new ArrayList<>();
    private final Gathering gathering = new Gathering.All(
                    (topic, claims) -> {
                        Call call = new Call(topic, List.copyOf(claims), Promise.promise());
                        calls.add(call);
                        return call.answer().future();
                    },
                    10)
            .ofThisThread();

    private static Topic topic(int number) {
        return new Topic("t" + number, "id" + number, 1, true, true);
    }

    private static List<Entry> claims(int first, int count) {
        List<Entry> claims = new ArrayList<>();
        for (int number = first; number < first + count; number++) {
            claims.add(new Entry(new Identity(0, number), Mark.FREE));
        }
        return claims;
    }

    @Test
    void shouldGatherWhenTwoCallsAreUnderWay() {
        gathering.claim(topic(1), claims(0, 1));
        gathering.claim(topic(1), claims(1, 1));
        gathering.claim(topic(1), claims(2, 4));
        gathering.claim(topic(1), claims(6, 5));
        gathering.claim(topic(1), claims(11, 3));
        gathering.claim(topic(2), claims(14, 1));
        assertThat(calls).hasSize(2);

        calls.get(0).end();
        calls.get(2).end();
        calls.get(3).end();

        assertThat(calls).extracting(call -> call.claims().size()).containsExactly(1, 1, 9, 3, 1);
    }

    @Test
    void shouldFailThoseWhoWaitedTogetherWhenTheirCallFails() {
        gathering.claim(topic(1), claims(0, 1));
        gathering.claim(topic(1), claims(1, 1));
        Future<List<Mark>> one = gathering.claim(topic(1), claims(2, 1));
        Future<List<Mark>> other = gathering.claim(topic(1), claims(3, 1));

        calls.get(0).answer().fail("away");
        calls.get(2).answer().fail("away");

        assertThat(one.failed()).isTrue();
        assertThat(other.failed()).isTrue();
    }

    @Test
    void shouldTellEachItsOwnWhenCallsEndInAnyOrder() {
        for (int seed = 0; seed < 500; seed++) {
            calls.clear();
            Random random = new Random(seed);
            List<Future<List<Mark>>> answers = new ArrayList<>();
            List<List<Entry>> asked = new ArrayList<>();
            int next = 0;
            for (int step = 0; step < 100; step++) {
                List<Call> open = calls.stream()
                        .filter(call -> !call.answer().future().isComplete())
                        .toList();
                assertThat(open).as("seed %d", seed).hasSizeLessThanOrEqualTo(2);
                if (random.nextBoolean() || open.isEmpty()) {
                    List<Entry> claims = claims(next, 1 + random.nextInt(4));
                    next += claims.size();
                    asked.add(claims);
                    answers.add(gathering.claim(topic(random.nextInt(2)), claims));
                } else {
                    open.get(random.nextInt(open.size())).end();
                }
            }
            for (int index = 0; index < calls.size(); index++) {
                if (!calls.get(index).answer().future().isComplete()) {
                    calls.get(index).end();
                }
            }
            for (int index = 0; index < asked.size(); index++) {
                assertThat(answers.get(index).result())
                        .as("seed %d", seed)
                        .extracting(mark -> ((Mark.Stored) mark).offset())
                        .isEqualTo(asked.get(index).stream()
                                .map(claim -> claim.identity().low())
                                .toList());
            }
        }
    }
}
