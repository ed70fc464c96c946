package dev.playhead.e2e;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.e2e.harness.Http;
import dev.playhead.e2e.harness.NodeProcess;
import dev.playhead.e2e.harness.Samples;
import dev.playhead.e2e.harness.Stream;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Topics that others delete, make again and enlarge, and the ends and times of topics, on a whole node. */
final class TopicsIT {
    private static final String STRUCTURED = "application/cloudevents+json";

    private static Vertx vertx;
    private static NodeProcess node;
    private static Http http;
    private static Admin admin;

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        node = NodeProcess.named("topics").with("topics.refresh", "1s").start().awaitReady();
        http = Http.of(node);
        admin = node.admin();
    }

    @AfterAll
    static void stop() throws Exception {
        admin.close(Duration.ofSeconds(5));
        node.close();
        vertx.close();
    }

    @Test
    void shouldReadAnEventFromItsReceiptOnWhenItsTopicIsStreamed() throws Exception {
        http.makeTopic("receipts", 2);
        try (Stream stream = Stream.subscribe(
                vertx, node, Stream.request("receipts", "latest").put("credit", 10_000))) {
            String token = "";
            for (int number = 0; number < 200; number++) {
                JsonObject receipt = append("receipts", "r" + number);
                HttpResponse<String> read = http.get(path("receipts", receipt));
                assertThat(read.statusCode()).as("event %s", number).isEqualTo(200);
                assertThat(new JsonObject(read.body()).getJsonObject("event").getString("id"))
                        .isEqualTo("r" + number);

                JsonObject page = page("receipts", token.isEmpty() ? "?from=earliest&to=now" : "?after=" + token);
                assertThat(ids(page)).as("page %s", number).containsExactly("r" + number);
                token = page.getString("token");
            }
            assertThat(stream.await("events")).isNotNull();
        }
    }

    /** A null in the table stands for a topic without records. */
    @ParameterizedTest
    @CsvSource({
        ", ",
        "0, 1970-01-01T00:00:00Z",
        "1700000000000, 2023-11-14T22:13:20Z",
        "253402300799999, 9999-12-31T23:59:59.999Z",
        "253402300800000, 9999-12-31T23:59:59.999Z",
        "9223372036854775807, 9999-12-31T23:59:59.999Z"
    })
    void shouldGiveATimeOfRfc3339WhenAnotherProducerChoseTheTimestamp(Long timestamp, String recorded)
            throws Exception {
        String topic = "times-" + timestamp;
        admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1)
                        .configs(Map.of(
                                "message.timestamp.type", "CreateTime",
                                "message.timestamp.before.max.ms", String.valueOf(Long.MAX_VALUE),
                                "message.timestamp.after.max.ms", String.valueOf(Long.MAX_VALUE)))))
                .all()
                .get(30, TimeUnit.SECONDS);
        if (timestamp != null) {
            Map<String, Object> config = Map.of("bootstrap.servers", "127.0.0.1:" + node.port("sandbox.kafka.port"));
            try (KafkaProducer<String, String> producer =
                    new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
                String event = Samples.event("t1", "key", "\"n\":1");
                producer.send(new ProducerRecord<>(topic, 0, timestamp, "key", event))
                        .get(30, TimeUnit.SECONDS);
            }
        }

        eventually(
                "the node knows the topic",
                () -> http.get("/v1/topics/" + topic).statusCode() == 200);
        JsonObject told = new JsonObject(http.get("/v1/topics/" + topic).body());
        assertThat(told.getString("lastRecorded")).isEqualTo(recorded);
        assertThat(told.getString("firstRecorded")).isEqualTo(recorded);
    }

    @Test
    void shouldAnswerNothingOfATopicThatWasDeletedWhenOneIsMadeAgain() throws Exception {
        for (int again = 1; again <= 3; again++) {
            String topic = "again-" + again;
            http.makeTopic(topic, 1);
            List<JsonObject> receipts = new ArrayList<>();
            for (int number = 0; number < 20; number++) {
                receipts.add(append(topic, "old" + number));
            }
            String token = page(topic, "?limit=20").getString("token");

            admin.deleteTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
            eventually(
                    "it is gone", () -> http.get(path(topic, receipts.get(3))).statusCode() == 404);
            assertThat(new JsonObject(http.get(path(topic, receipts.get(0))).body()).getString("code"))
                    .isEqualTo("topic_not_found");

            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get(30, TimeUnit.SECONDS);
            for (int number = 0; number < 15 * again; number++) {
                append(topic, "new" + number);
            }
            assertThat(event(topic, 0)).isEqualTo("new0");
            assertThat(event(topic, 14)).isEqualTo("new14");
            assertThat(http.get("/v1/topics/" + topic + "/events/0/" + 15 * again)
                            .statusCode())
                    .isEqualTo(404);
            JsonObject repeated = append(topic, "old7");
            assertThat(repeated.getBoolean("duplicate")).isFalse();
            assertThat(repeated.getLong("offset")).isEqualTo(15 * again);

            JsonObject resumed = page(topic, "?limit=1000&after=" + token);
            assertThat(resumed.getJsonArray("gaps").getJsonObject(0).getString("reason"))
                    .isEqualTo("recreated");
            assertThat(ids(resumed)).hasSize(15 * again + 1).startsWith("new0");
        }
    }

    @ParameterizedTest
    @CsvSource({"quick, 1", "quick.wide, 40", "quick-three, 3"})
    void shouldTakeTheFirstAppendWhenATopicIsMadeAgainWithoutARead(String topic, int partitions) throws Exception {
        http.makeTopic(topic, partitions);
        append(topic, "a");
        append(topic, "b");
        makeAgain(topic, partitions);

        JsonObject repeated = append(topic, "b");

        assertThat(repeated.getBoolean("duplicate")).isFalse();
        assertThat(http.get(path(topic, repeated)).body()).contains("\"id\":\"b\"");
        assertThat(append(topic, "b").getBoolean("duplicate")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"grown, 1, 3", "shrunk, 3, 1"})
    void shouldTakeARepetitionForANewEventWhenATopicIsMadeAgainWithOtherPartitions(String topic, int before, int after)
            throws Exception {
        http.makeTopic(topic, before);
        append(topic, "b");
        makeAgain(topic, after);

        HttpResponse<String> first =
                http.call("POST", "/v1/topics/" + topic + "/events", STRUCTURED, Samples.event("b", "k", "\"n\":1"));
        JsonObject answer = new JsonObject(first.body());
        if (first.statusCode() == 200) {
            assertThat(answer.getBoolean("duplicate")).as(first.body()).isFalse();
        } else {
            assertThat(answer.getBoolean("retryable")).as(first.body()).isTrue();
            assertThat(append(topic, "b").getBoolean("duplicate")).isFalse();
        }
        assertThat(append(topic, "b").getBoolean("duplicate")).isTrue();
    }

    @Test
    void shouldReadTheNewTopicAtOnceWhenATopicIsMadeAgain() throws Exception {
        for (int again = 1; again <= 5; again++) {
            String topic = "quick-read-" + again;
            http.makeTopic(topic, 1);
            append(topic, "a");
            makeAgain(topic, 1);

            assertThat(ids(page(topic, "?from=earliest&to=now"))).isEmpty();
        }
    }

    private static void makeAgain(String topic, int partitions) throws Exception {
        admin.deleteTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
        eventually("it is made again", () -> {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
            return true;
        });
    }

    @Test
    void shouldDeliverOfNewPartitionsWhenTopicsGrowUnderOpenStreamsAndGroups() throws Exception {
        http.makeTopic("growing", 2);
        http.makeTopic("steady", 1);
        JsonObject both = new JsonObject()
                .put("topics", new JsonArray().add("growing").add("steady"))
                .put("credit", 1000);
        try (Stream live = Stream.subscribe(
                        vertx, node, Stream.request("growing", "latest").put("credit", 1000));
                Stream filtered = Stream.subscribe(
                        vertx, node, both.copy().put("filter", new JsonArray("[{\"exact\":{\"subject\":\"k7\"}}]")));
                Stream group = Stream.subscribe(
                        vertx,
                        node,
                        Stream.request("growing", "latest").put("credit", 1000).put("group", "g"));
                Stream alone = Stream.open(
                        vertx, node, "/v1/topics/growing/stream?from=latest", Stream.CLOUD_EVENTS, Map.of())) {
            group.await("assigned");
            admin.createPartitions(Map.of("growing", NewPartitions.increaseTo(5)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
            TreeSet<String> wanted = new TreeSet<>();
            TreeSet<Integer> partitions = new TreeSet<>();
            eventually("events go to all partitions", () -> {
                String id = "g" + wanted.size();
                wanted.add(id);
                partitions.add(append("growing", id, "k" + wanted.size() % 50).getInteger("partition"));
                return partitions.size() == 5 && wanted.size() >= 100;
            });
            TreeSet<String> got = new TreeSet<>();
            live.take(wanted.size(), 1, each -> got.add(each.event().getString("id")));
            assertThat(got).isEqualTo(wanted);

            TreeSet<String> ofGroup = new TreeSet<>();
            group.take(wanted.size(), 1, each -> ofGroup.add(each.event().getString("id")));
            assertThat(ofGroup).isEqualTo(wanted);

            List<String> messages = new ArrayList<>();
            for (int message = 0; message < wanted.size(); message++) {
                messages.add(new JsonObject(alone.nextText()).getString("id"));
            }
            assertThat(messages).containsExactlyInAnyOrderElementsOf(wanted);

            filtered.take(
                    2, 1, each -> assertThat(each.event().getString("subject")).isEqualTo("k7"));

            String token = live.token();
            IntStream.range(0, 60).forEach(number -> appended("growing", "h" + number, "k" + number));
            try (Stream resumed = Stream.subscribe(
                    vertx,
                    node,
                    Stream.request("growing", new JsonObject().put("token", token))
                            .put("to", "now")
                            .put("credit", 1000))) {
                List<String> rest = new ArrayList<>();
                resumed.takeAll(1000, each -> rest.add(each.event().getString("id")));
                assertThat(rest).hasSize(60).doesNotHaveDuplicates().allMatch(id -> id.startsWith("h"));
            }
        }
    }

    @Test
    void shouldBeginWithTheFirstEventWhenATimeBefore1970IsAskedFor() throws Exception {
        http.makeTopic("times", 3);
        for (int number = 0; number < 12; number++) {
            append("times", "t" + number, "k" + number);
        }
        int group = 0;
        for (String time : List.of(
                "1969-12-31T23:59:59.999Z",
                "1969-12-31T23:59:59.998Z",
                "1969-12-31T23:59:59.996Z",
                "1970-01-01T00:00:00Z",
                "1901-02-03T04:05:06+01:00",
                "0001-01-01T00:00:00Z")) {
            assertThat(ids(page("times", "?from=" + time.replace("+", "%2B"))))
                    .as(time)
                    .hasSize(12);
            JsonObject from = new JsonObject().put("time", time);
            try (Stream stream = Stream.subscribe(
                    vertx, node, Stream.request("times", from).put("to", "now").put("credit", 100))) {
                List<String> got = new ArrayList<>();
                stream.takeAll(100, each -> got.add(each.event().getString("id")));
                assertThat(got).as(time).hasSize(12);
            }
            try (Stream member = Stream.subscribe(
                    vertx,
                    node,
                    Stream.request("times", from).put("credit", 100).put("group", "times-" + ++group))) {
                List<String> got = new ArrayList<>();
                member.take(12, 12, each -> got.add(each.event().getString("id")));
                assertThat(got).as(time).hasSize(12);
            }
            HttpResponse<String> replay = http.call(
                    "POST",
                    "/v1/replays",
                    "application/json",
                    new JsonObject()
                            .put("topics", new JsonArray().add("times"))
                            .put("from", from)
                            .put("targets", new JsonArray().add("one"))
                            .encode());
            assertThat(replay.statusCode()).as(replay.body()).isEqualTo(201);
            try (Stream target =
                    Stream.attend(vertx, node, new JsonObject(replay.body()).getString("id"), "one", 100)) {
                List<String> got = new ArrayList<>();
                target.take(12, 12, each -> got.add(each.event().getString("id")));
                assertThat(got).as(time).hasSize(12);
            }
            assertThat(ids(page("times", "?from=earliest&to=" + time.replace("+", "%2B"))))
                    .as(time)
                    .isEmpty();
        }
    }

    private static JsonObject append(String topic, String id) throws Exception {
        return append(topic, id, "k");
    }

    private static JsonObject append(String topic, String id, String subject) throws Exception {
        HttpResponse<String> answer =
                http.call("POST", "/v1/topics/" + topic + "/events", STRUCTURED, Samples.event(id, subject, "\"n\":1"));
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        return new JsonObject(answer.body());
    }

    private static void appended(String topic, String id, String subject) {
        try {
            append(topic, id, subject);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String path(String topic, JsonObject receipt) {
        return "/v1/topics/" + topic + "/events/" + receipt.getInteger("partition") + "/" + receipt.getLong("offset");
    }

    private static String event(String topic, long offset) throws Exception {
        HttpResponse<String> read = http.get("/v1/topics/" + topic + "/events/0/" + offset);
        assertThat(read.statusCode()).as(read.body()).isEqualTo(200);
        return new JsonObject(read.body()).getJsonObject("event").getString("id");
    }

    private static JsonObject page(String topic, String query) throws Exception {
        HttpResponse<String> page = http.get("/v1/topics/" + topic + "/events" + query);
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        return new JsonObject(page.body());
    }

    private static List<String> ids(JsonObject page) {
        return page.getJsonArray("events").stream()
                .map(each -> ((JsonObject) each).getJsonObject("event").getString("id"))
                .toList();
    }
}
