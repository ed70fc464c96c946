package dev.playhead.kafka;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.kafka.client.KnownEnds;
import dev.playhead.log.Topic;
import dev.playhead.testing.MemoryJournal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsResult;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The answers of a broker whose metadata is behind, and the topics that a node then knows. */
final class TopicDiscoveryTest {
    private static final Config CONFIG =
            new Config(List.of(new ConfigEntry("message.timestamp.type", "LogAppendTime")));

    private final Vertx vertx = Vertx.vertx();
    private final TopicDiscovery discovery = new TopicDiscovery(
            vertx,
            (Admin) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {Admin.class},
                    (proxy, method, arguments) -> answer(method, arguments)),
            new MemoryJournal(),
            new KnownEnds(),
            Duration.ofMillis(120));
    private final Uuid id = Uuid.randomUuid();
    private volatile int partitions = 4;
    private volatile KafkaFutureImpl<Config> config = new KafkaFutureImpl<>();

    TopicDiscoveryTest() {
        config.complete(CONFIG);
    }

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void shouldKeepThePartitionsWhenABrokerDoesNotKnowThemYet() {
        Topic before = done(discovery.learn("t")).result();
        partitions = 2;

        assertThat(done(discovery.learn("t")).result()).isEqualTo(before);
        assertThat(discovery.cached("t")).isEqualTo(before);
        assertThat(done(discovery.refresh()).succeeded()).isTrue();
        assertThat(discovery.cached("t")).isEqualTo(before);
        partitions = 6;
        assertThat(done(discovery.learn("t")).result().partitions()).isEqualTo(6);
    }

    @Test
    void shouldNotReviveATopicWhenItIsDeletedMeanwhile() {
        Topic topic = done(discovery.learn("t")).result();
        KafkaFutureImpl<Config> late = new KafkaFutureImpl<>();
        config = late;
        Future<Topic> asked = discovery.learn("t");
        discovery.deleted(topic);
        late.complete(CONFIG);

        assertThat(RefusedException.is(done(asked).cause(), Problem.TOPIC_NOT_FOUND))
                .isTrue();
        assertThat(discovery.cached("t")).isNull();
    }

    @Test
    void shouldBeUnavailableWhenTheBrokersDoNotKnowTheNewPartitionsInTime() {
        Topic before = done(discovery.learn("t")).result();

        Throwable failure = done(discovery.learnGrown("t", 8)).cause();

        assertThat(RefusedException.is(failure, Problem.UNAVAILABLE)).isTrue();
        assertThat(discovery.cached("t")).isEqualTo(before);
    }

    @Test
    void shouldAskAgainWhenABrokerDoesNotKnowATopicYet() {
        AtomicInteger asked = new AtomicInteger();
        Future<String> patient = discovery.settled(() -> asked.incrementAndGet() < 3
                ? Future.failedFuture(Problem.TOPIC_NOT_FOUND.because("not yet").asException())
                : Future.succeededFuture("known"));
        Future<String> never = discovery.settled(() ->
                Future.failedFuture(Problem.TOPIC_NOT_FOUND.because("never").asException()));
        Future<String> away = discovery.settled(
                () -> Future.failedFuture(Problem.UNAVAILABLE.because("away").asException()));

        assertThat(done(patient).result()).isEqualTo("known");
        assertThat(RefusedException.is(done(never).cause(), Problem.TOPIC_NOT_FOUND))
                .isTrue();
        assertThat(RefusedException.is(done(away).cause(), Problem.UNAVAILABLE)).isTrue();
    }

    @Test
    void shouldAskAgainWhenABrokerDoesNotShowAChangeYet() {
        Topic topic = done(discovery.learn("t")).result();
        AtomicInteger asked = new AtomicInteger();
        Future<Integer> late = discovery.awaitShown(
                topic.name(),
                () -> Future.succeededFuture(asked.incrementAndGet()),
                answer -> answer == 3,
                "has the new retention now");
        Future<Integer> never = discovery.awaitShown(
                topic.name(), () -> Future.succeededFuture(0), answer -> answer == 3, "has the new retention now");

        assertThat(done(late).result()).isEqualTo(3);
        Throwable failure = done(never).cause();
        assertThat(RefusedException.is(failure, Problem.UNAVAILABLE)).isTrue();
        assertThat(failure).hasMessageContaining("has the new retention now").hasMessageContaining("retry");
    }

    private static <T> Future<T> done(Future<T> future) {
        eventually("the answer", future::isComplete);
        return future;
    }

    private Object answer(Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "describeTopics" ->
                new Described(((Collection<?>) arguments[0])
                        .stream().map(String::valueOf).collect(Collectors.toMap(name -> name, this::description)));
            case "describeConfigs" ->
                new Configs(((Collection<?>) arguments[0])
                        .stream().collect(Collectors.toMap(resource -> (ConfigResource) resource, resource -> config)));
            case "listOffsets" ->
                new ListOffsetsResult(((Map<?, ?>) arguments[0])
                        .keySet().stream()
                                .collect(Collectors.toMap(
                                        partition -> (TopicPartition) partition,
                                        partition -> KafkaFuture.completedFuture(
                                                new ListOffsetsResultInfo(0, -1, Optional.of(0))))));
            default -> throw new AssertionError(method);
        };
    }

    private KafkaFuture<TopicDescription> description(String name) {
        List<TopicPartitionInfo> infos = IntStream.range(0, partitions)
                .mapToObj(each -> new TopicPartitionInfo(each, Node.noNode(), List.of(), List.of()))
                .toList();
        return KafkaFuture.completedFuture(new TopicDescription(name, false, infos, Set.of(), id));
    }

    private static final class Described extends DescribeTopicsResult {
        private Described(Map<String, KafkaFuture<TopicDescription>> byName) {
            super(null, byName);
        }
    }

    private static final class Configs extends DescribeConfigsResult {
        private Configs(Map<ConfigResource, KafkaFuture<Config>> byResource) {
            super(byResource);
        }
    }
}
