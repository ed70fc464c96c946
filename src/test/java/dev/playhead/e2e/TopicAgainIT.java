package dev.playhead.e2e;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.e2e.checks.Checkers;
import dev.playhead.e2e.checks.History;
import dev.playhead.e2e.checks.OrderCheckers;
import dev.playhead.e2e.checks.Recreation;
import dev.playhead.e2e.harness.Cluster;
import dev.playhead.e2e.harness.Http;
import dev.playhead.e2e.harness.Load;
import dev.playhead.e2e.harness.NodeProcess;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A topic under load that Kafka deletes and makes again, beside the node. All invariants hold for the new topic: nothing of
 * the old one counts for it.
 */
@Tag("inject")
@Timeout(300)
final class TopicAgainIT {
    private static final int PARTITIONS = 3;
    private static final int BEFORE = 2_000;
    private static final String TOPIC = "orders";
    private static final String GROUP = "billing";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration UNDER_WAY = Duration.ofSeconds(3);
    private static final Duration RECOVERY = Duration.ofSeconds(60);

    private final Vertx vertx = Vertx.vertx();
    private final History history = new History(System::nanoTime);
    private Cluster cluster;
    private Load load;

    @AfterEach
    void stop() throws Exception {
        try {
            if (load != null) {
                load.close();
            }
        } finally {
            cluster.close();
            vertx.close();
        }
    }

    /** With as many partitions, with fewer, with more. */
    @ParameterizedTest
    @ValueSource(ints = {PARTITIONS, 1, 6})
    void shouldKeepAllPromisesForTheNewTopicWhenKafkaMakesATopicAgain(int partitions) throws Exception {
        begin(false);

        try (Admin admin = cluster.node(0).admin()) {
            Uuid old = id(admin);
            get(admin.deleteTopics(List.of(TOPIC)).all());
            get(admin.createTopics(List.of(new NewTopic(TOPIC, partitions, (short) 1)))
                    .all());
            replaced(admin, old);
        }
        goesOn("the new topic takes events");

        holds();
    }

    @Test
    void shouldKeepAllPromisesForTheLastTopicWhenAppendsMakeADeletedTopicAgainAndAgain() throws Exception {
        begin(true);

        try (Admin admin = cluster.node(0).admin()) {
            for (int time = 1; time <= 3; time++) {
                Uuid old = id(admin);
                get(admin.deleteTopics(List.of(TOPIC)).all());
                replaced(admin, old);
                goesOn("new topic " + time + " takes events");
            }
        }

        holds();
    }

    /** @param autoCreate whether appends make the topic again */
    private void begin(boolean autoCreate) throws Exception {
        NodeProcess node = NodeProcess.named("again").with("topics.autoCreate", Boolean.toString(autoCreate));
        cluster = Cluster.alone(node);
        node.start().awaitReady();
        Http.of(node).makeTopic(TOPIC, PARTITIONS);
        load = new Load(vertx, cluster, history, TOPIC).appender(0).member(GROUP, 0).member(GROUP, 0).stream(0);
        eventually(PATIENCE, "there is something to delete", () -> load.stored() >= BEFORE);
    }

    private static Uuid id(Admin admin) throws Exception {
        return get(admin.describeTopics(List.of(TOPIC)).allTopicNames())
                .get(TOPIC)
                .topicId();
    }

    /** From then on Kafka has no other than the new topic. */
    private void replaced(Admin admin, Uuid old) {
        eventually(PATIENCE, "it is made again", () -> !id(admin).equals(old));
        history.recreated(TOPIC);
    }

    private List<String> leftOut() {
        return OrderCheckers.nothingIsLeftOut(Recreation.last(history, UNDER_WAY), GROUP, TOPIC);
    }

    private static <T> T get(KafkaFuture<T> future) throws Exception {
        return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private void goesOn(String what) {
        long mark = load.stored() + 1_000;
        eventually(PATIENCE, what, () -> load.stored() >= mark);
    }

    private void holds() throws Exception {
        load.endAppends();
        cluster.readInto(history, vertx, 0, TOPIC);
        try {
            eventually(
                    PATIENCE, "the group was given everything", () -> leftOut().isEmpty());
        } catch (AssertionError late) {
            late.addSuppressed(new AssertionError(
                    leftOut() + " " + Checkers.all(Recreation.last(history, UNDER_WAY), UNDER_WAY, RECOVERY)));
            throw late;
        }
        load.close();
        assertThat(history.log()).hasSizeGreaterThan(900);
        assertThat(Checkers.all(Recreation.last(history, UNDER_WAY), UNDER_WAY, RECOVERY))
                .isEmpty();
    }
}
