package dev.playhead.kafka.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.log.Bounds;
import dev.playhead.log.Topic;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SharedQuestionsTest {
    private static final Topic TOPIC = new Topic("orders", "id", 1, true, true);
    private static final Topic OTHER = new Topic("payments", "id", 1, true, true);

    private final List<Promise<List<Bounds>>> asked = new ArrayList<>();
    private final SharedQuestions<Topic, List<Bounds>> shared = new SharedQuestions<>(topic -> {
        Promise<List<Bounds>> answer = Promise.promise();
        asked.add(answer);
        return answer.future();
    });

    @Test
    void shouldAskOnceMoreForAllWhenTheyComeWhileAQuestionIsUnderWay() {
        Future<List<Bounds>> first = shared.of(TOPIC);
        List<Future<List<Bounds>>> later = new ArrayList<>();
        for (int caller = 0; caller < 100; caller++) {
            later.add(shared.of(TOPIC));
        }

        asked.get(0).complete(List.of());

        assertThat(first.isComplete()).isTrue();
        assertThat(asked).hasSize(2);
        assertThat(later).noneMatch(Future::isComplete);
        asked.get(1).complete(List.of());
        assertThat(later).allMatch(Future::succeeded);
        assertThat(asked).hasSize(2);
    }

    @Test
    void shouldAskAgainWhenTheQuestionBeforeHasFailed() {
        Future<List<Bounds>> first = shared.of(TOPIC);
        Future<List<Bounds>> second = shared.of(TOPIC);

        asked.get(0).fail("away");
        assertThat(first.failed()).isTrue();
        asked.get(1).complete(List.of());
        assertThat(second.succeeded()).isTrue();

        shared.of(TOPIC);
        assertThat(asked).hasSize(3);
    }

    @Test
    void shouldNotWaitWhenAnotherTopicIsAsked() {
        shared.of(TOPIC);
        shared.of(OTHER);

        assertThat(asked).hasSize(2);
    }
}
