package dev.playhead.delivery;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.config.Settings;
import dev.playhead.delivery.request.StreamRequest;
import dev.playhead.event.Partition;
import dev.playhead.filter.FilterCodec;
import dev.playhead.filter.FilterLimits;
import dev.playhead.kafka.KafkaStore;
import dev.playhead.log.Read;
import dev.playhead.metrics.Meters;
import dev.playhead.stream.Gap;
import dev.playhead.testing.Brokers;
import dev.playhead.testing.Defaults;
import dev.playhead.testing.KafkaTopicMaker;
import dev.playhead.tracing.Traces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A real Kafka whose log is cut off under open streams and tokens: nothing that it has is passed over in silence. */
@Tag("slow")
final class LogCutIT {
    private static final int KEPT = 100;
    private static final int LOST = 50;

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private Brokers brokers;
    private Admin admin;
    private KafkaStore kafka;
    private Delivery delivery;

    @AfterEach
    void close() throws Exception {
        if (kafka != null) {
            kafka.close();
        }
        if (admin != null) {
            admin.close(Duration.ofSeconds(5));
        }
        if (brokers != null) {
            brokers.close();
        }
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    private void open(int count) throws Exception {
        brokers = new Brokers(count);
        admin = Admin.create(Map.of("bootstrap.servers", brokers.bootstrapServers()));
        Settings settings = Settings.load(List.of(), Map.of());
        Meters meters = new Meters(new SimpleMeterRegistry());
        kafka = new KafkaStore(
                vertx,
                settings.kafka(),
                settings.topics(),
                settings.reader(),
                brokers.bootstrapServers(),
                Duration.ofSeconds(60),
                meters,
                (up, reason) -> {});
        delivery = new Delivery(
                settings.delivery(),
                kafka.topics(),
                kafka.reader(),
                new FilterCodec(Defaults.of(FilterLimits.class), () -> {}),
                meters,
                Traces.OFF);
        delivery.start(vertx);
    }

    @Test
    void shouldGoOnAtTheCutWhenABrokerComesBackWithLessOfItsLog() throws Exception {
        open(1);
        List<Integer> sizes = List.of(0, LOST / 2, LOST, 3 * LOST);
        for (int since : sizes) {
            make("cut-" + since);
            put("cut-" + since, 0, KEPT);
        }
        brokers.kill(1);
        for (int since : sizes) {
            brokers.keep(1, "cut-" + since);
        }
        brokers.start(1);
        List<RecordedOutlet> live = new ArrayList<>();
        List<String> tokens = new ArrayList<>();
        for (int since : sizes) {
            put("cut-" + since, KEPT, KEPT + LOST);
            live.add(open("cut-" + since, "\"earliest\""));
            RecordedOutlet reading = live.get(live.size() - 1);
            eventually("all is read", () -> reading.ids().size() == KEPT + LOST);
            tokens.add(reading.token());
        }

        brokers.kill(1);
        for (int since : sizes) {
            brokers.rollBack(1, "cut-" + since);
        }
        brokers.start(1);

        for (int at = 0; at < sizes.size(); at++) {
            int since = sizes.get(at);
            String topic = "cut-" + since;
            put(topic, 1000, 1000 + since);
            put(topic, 5000, 5003);
            assertGoesOn(topic, live.get(at), tokens.get(at), since);
        }
    }

    @Test
    void shouldGoOnAtTheCutWhenAnUncleanElectionCutsTheLogOff() throws Exception {
        open(3);
        List<Integer> sizes = List.of(0, LOST, 3 * LOST);
        for (int since : sizes) {
            NewTopic topic = new NewTopic("unclean-" + since, Map.of(0, List.of(1, 2, 3)));
            KafkaTopicMaker.make(
                    admin, topic.configs(Map.of("unclean.leader.election.enable", "true", "min.insync.replicas", "1")));
            put("unclean-" + since, 0, KEPT);
        }
        brokers.kill(2);
        brokers.kill(3);
        List<RecordedOutlet> live = new ArrayList<>();
        List<String> tokens = new ArrayList<>();
        for (int since : sizes) {
            put("unclean-" + since, KEPT, KEPT + LOST);
            live.add(open("unclean-" + since, "\"earliest\""));
            RecordedOutlet reading = live.get(live.size() - 1);
            eventually("all is read", () -> reading.ids().size() == KEPT + LOST);
            tokens.add(reading.token());
        }

        brokers.kill(1);
        brokers.start(2);
        brokers.start(3);

        for (int at = 0; at < sizes.size(); at++) {
            int since = sizes.get(at);
            put("unclean-" + since, 1000, 1000 + since);
            put("unclean-" + since, 5000, 5003);
            assertGoesOn("unclean-" + since, live.get(at), tokens.get(at), since);
        }
    }

    private void assertGoesOn(String topic, RecordedOutlet live, String token, int since) throws Exception {
        List<Integer> appended = IntStream.concat(IntStream.range(1000, 1000 + since), IntStream.range(5000, 5003))
                .boxed()
                .toList();
        String gap = new Gap(new Partition(topic, 0), KEPT + LOST, KEPT, "truncated").toString();
        eventually(topic + " goes on", () -> live.ids().contains(5002));
        assertThat(live.ids().subList(KEPT + LOST, live.ids().size())).as(topic).isEqualTo(appended);
        assertThat(live.said().stream().filter(said -> said.startsWith("Gap")))
                .as(topic)
                .containsExactly(gap);

        RecordedOutlet resumed = open(topic, "{\"token\":\"" + token + "\"}");
        eventually(topic + " is resumed", () -> resumed.ids().contains(5002));
        assertThat(resumed.ids()).as(topic).isEqualTo(appended);
        assertThat(resumed.said().stream().filter(said -> said.startsWith("Gap")))
                .as(topic)
                .containsExactly(gap);

        RecordedOutlet again = open(topic, "\"earliest\"");
        eventually(topic + " is read again", () -> again.ids().contains(5002));
        assertThat(again.ids()).as(topic).hasSize(KEPT + appended.size()).endsWith(5000, 5001, 5002);
        assertRead(topic, KEPT + appended.size());
    }

    /** No end from before the cut stands in the way of reads, nor of the search for appends of unknown fate. */
    private void assertRead(String topic, long end) throws Exception {
        Partition partition = new Partition(topic, 0);
        for (long offset : List.of(0L, KEPT - 1L, (long) KEPT, end - 1)) {
            assertThat(read(partition, offset))
                    .as(topic + " " + offset)
                    .isInstanceOfSatisfying(
                            Read.Loaded.class,
                            read -> assertThat(read.block().rowAt(offset)).isNotNegative());
        }
        assertThat(read(partition, end)).as(topic).isEqualTo(new Read.AtEnd(end));
        assertThat(read(partition, end + 20)).as(topic).isEqualTo(new Read.Lost(end + 20, end, "truncated"));
        eventually(
                topic + " has no known end above its end",
                () -> kafka.eventLog().endAtLeast(partition).offset() <= end);
    }

    private Read read(Partition partition, long offset) throws Exception {
        return kafka.reader().read(partition, offset).await(60, TimeUnit.SECONDS);
    }

    private void make(String topic) throws Exception {
        KafkaTopicMaker.make(admin, new NewTopic(topic, 1, (short) 1));
    }

    private void put(String topic, int from, int to) throws Exception {
        Map<String, Object> config = Map.of("bootstrap.servers", brokers.bootstrapServers(), "acks", "all");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int id = from; id < to; id++) {
                producer.send(new ProducerRecord<>(
                        topic,
                        0,
                        null,
                        null,
                        bytes("{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/t\",\"type\":\"t\"}"),
                        List.of(new RecordHeader("content-type", bytes("application/cloudevents+json")))));
            }
            producer.flush();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private RecordedOutlet open(String topic, String from) throws Exception {
        RecordedOutlet outlet = new RecordedOutlet();
        StreamRequest request = delivery.request(new JsonObject("{\"op\":\"subscribe\",\"topics\":[\"" + topic
                + "\"],\"credit\":100000,\"batch\":{\"events\":7},\"from\":" + from + "}"));
        onContext(() -> delivery.open("test", request, context, outlet).onSuccess(Subscription::start));
        return outlet;
    }

    private <T> void onContext(Supplier<Future<T>> asked) throws Exception {
        Promise<T> promise = Promise.promise();
        context.runOnContext(now -> asked.get().onComplete(promise));
        promise.future().await(60, TimeUnit.SECONDS);
    }
}
