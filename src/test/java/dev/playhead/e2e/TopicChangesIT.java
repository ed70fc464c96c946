package dev.playhead.e2e;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.e2e.harness.Http;
import dev.playhead.e2e.harness.NodeProcess;
import dev.playhead.e2e.harness.Samples;
import dev.playhead.e2e.harness.Stream;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The retention, growth and deletion of topics on a whole node with its own Kafka. */
final class TopicChangesIT {
    private static final String JSON = "application/json";

    private static Vertx vertx;
    private static NodeProcess node;
    private static Http http;
    private static Admin admin;

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        node = NodeProcess.named("topic-changes")
                .with("topics.refresh", "PT10M")
                .start()
                .awaitReady();
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
    void shouldKeepForEverWhenNobodySaysOtherwise() throws Exception {
        JsonObject made = ok(201, "PUT", "kept", "{\"partitions\":2}");
        append("by-append", "a");

        assertThat(made.getString("retention")).isEqualTo("forever");
        assertThat(made.getValue("retentionBytes")).isNull();
        assertThat(told("by-append").getString("retention")).isEqualTo("forever");
        assertThat(new JsonObject(http.get("/v1/topics").body()).getJsonArray("topics"))
                .allMatch(topic -> ((JsonObject) topic).containsKey("retention"));
        assertThat(inKafka("kept", "retention.ms")).isEqualTo("-1");
        assertThat(inKafka("kept", "retention.bytes")).isEqualTo("-1");
    }

    @ParameterizedTest
    @CsvSource({
        "week, P7D, PT168H, 604800000, 75600000",
        "second, PT1S, PT1S, 1000, 60000",
        "years, P3650D, PT87600H, 315360000000, 604800000"
    })
    void shouldTellKafkaWhenATopicHasARetention(String topic, String said, String shown, String millis, String segment)
            throws Exception {
        JsonObject made = ok(201, "PUT", topic, "{\"retention\":\"" + said + "\",\"retentionBytes\":16777216}");

        assertThat(made.getString("retention")).isEqualTo(shown);
        assertThat(made.getLong("retentionBytes")).isEqualTo(16777216);
        assertThat(inKafka(topic, "retention.ms")).isEqualTo(millis);
        assertThat(inKafka(topic, "segment.ms")).isEqualTo(segment);
        assertThat(inKafka(topic, "segment.bytes")).isEqualTo(Integer.toString((2 << 20) + (64 << 10)));
        ok(200, "PUT", topic, "{\"retention\":\"" + said + "\"}");
        refused(409, "topic_mismatch", "PUT", topic, "{\"retention\":\"PT9H\"}");

        JsonObject patched = ok(200, "PATCH", topic, "{\"retention\":null}");
        assertThat(patched.getString("retention")).isEqualTo("forever");
        assertThat(patched.getLong("retentionBytes")).isEqualTo(16777216);
        JsonObject back = ok(200, "PATCH", topic, "{\"retention\":\"PT2H\",\"retentionBytes\":null}");
        assertThat(back.getString("retention")).isEqualTo("PT2H");
        assertThat(back.getValue("retentionBytes")).isNull();
    }

    @Test
    void shouldNotShowATopicThatAnotherNodeDeleted() throws Exception {
        for (String topic : List.of("gone-1", "gone-2", "gone-3")) {
            append(topic, "a");
            told(topic);
        }
        assertThat(names()).contains("gone-1", "gone-2", "gone-3");

        for (String topic : List.of("gone-1", "gone-2")) {
            admin.deleteTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
            assertThat(names()).doesNotContain(topic).contains("gone-3");
        }

        for (String topic : List.of("gone-1", "gone-2", "never-there")) {
            HttpResponse<String> answer = http.get("/v1/topics/" + topic);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
        }
        append("gone-1", "b");
        assertThat(told("gone-1").getLong("events")).isEqualTo(1);
        JsonObject listed = new JsonObject(http.get("/v1/topics").body())
                .getJsonArray("topics").stream()
                        .map(JsonObject.class::cast)
                        .filter(each -> each.getString("topic").equals("gone-3"))
                        .findFirst()
                        .orElseThrow();
        assertThat(listed).isEqualTo(told("gone-3"));
    }

    private static List<String> names() throws Exception {
        HttpResponse<String> answer = http.get("/v1/topics");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body())
                .getJsonArray("topics").stream()
                        .map(each -> ((JsonObject) each).getString("topic"))
                        .toList();
    }

    @Test
    void shouldShowTheRetentionThatAnotherToolSet() throws Exception {
        http.makeTopic("tooled", 1);
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, "tooled");
        admin.incrementalAlterConfigs(Map.of(
                        resource,
                        List.of(
                                new AlterConfigOp(new ConfigEntry("retention.ms", "5400000"), AlterConfigOp.OpType.SET),
                                new AlterConfigOp(
                                        new ConfigEntry("retention.bytes", "4711"), AlterConfigOp.OpType.SET))))
                .all()
                .get(30, TimeUnit.SECONDS);

        eventually("it is shown", () -> "PT1H30M".equals(told("tooled").getString("retention")));
        assertThat(told("tooled").getLong("retentionBytes")).isEqualTo(4711);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"retention\":5}",
                "{\"retention\":\"-PT1H\"}",
                "{\"retention\":\"PT0S\"}",
                "{\"retention\":\"soon\"}",
                "{\"retention\":\"P400000D\"}",
                "{\"retention\":\"Forever\"}",
                "{\"retentionBytes\":0}",
                "{\"retentionBytes\":-1}",
                "{\"retentionBytes\":1.5}",
                "{\"retentionBytes\":\"1GB\"}",
                "{\"partitions\":null}",
                "{\"partitions\":0}",
                "{\"partitions\":1000000}",
                "{\"window\":false}"
            })
    void shouldRefuseAChangeWhenItIsInvalid(String body) throws Exception {
        if (http.get("/v1/topics/checked").statusCode() == 404) {
            http.makeTopic("checked", 2);
        }
        refused(400, "invalid_request", "PATCH", "checked", body);
        assertThat(told("checked").getString("retention")).isEqualTo("forever");
        assertThat(told("checked").getInteger("partitions")).isEqualTo(2);
    }

    @Test
    void shouldAddPartitionsAndRefuseFewer() throws Exception {
        http.makeTopic("growing", 2);

        assertThat(ok(200, "PATCH", "growing", "{\"partitions\":7}").getInteger("partitions"))
                .isEqualTo(7);
        JsonObject fewer = refused(409, "topic_mismatch", "PATCH", "growing", "{\"partitions\":6}");
        assertThat(fewer.getJsonArray("errors").getJsonObject(0).getString("pointer"))
                .isEqualTo("/partitions");
        ok(200, "PATCH", "growing", "{\"partitions\":7}");
        Set<Integer> used = new HashSet<>();
        for (int key = 0; key < 60; key++) {
            used.add(appendOf("growing", "g" + key, "k" + key).getInteger("partition"));
        }
        assertThat(used).hasSize(7);
        refused(404, "topic_not_found", "PATCH", "nowhere", "{\"partitions\":7}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"playhead.groups", "playhead.mine", "__consumer_offsets"})
    void shouldRefuseChangesOfReservedTopics(String topic) throws Exception {
        refused(403, "reserved_topic", "DELETE", topic + "?force=true", "");
        refused(403, "reserved_topic", "PATCH", topic, "{\"retention\":\"PT1S\"}");
    }

    @Test
    void shouldDeleteATopicThatNobodyUses() throws Exception {
        String id = ok(201, "PUT", "unused", "{\"window\":false}").getString("id");
        append("unused", "a");

        assertThat(delete("unused").statusCode()).isEqualTo(204);

        assertThat(http.get("/v1/topics/unused").statusCode()).isEqualTo(404);
        assertThat(http.get("/v1/topics/unused/events?from=earliest&to=now").statusCode())
                .isEqualTo(404);
        refused(404, "topic_not_found", "DELETE", "unused", "");
        refused(400, "invalid_request", "DELETE", "unused?force=maybe", "");
        assertThat(append("unused", "a").getLong("offset")).isZero();
        assertThat(told("unused").getString("id")).isNotEqualTo(id);
        assertThat(told("unused").getBoolean("window")).isTrue();
    }

    @Test
    void shouldNameTheUsersWhenATopicIsInUse() throws Exception {
        http.makeTopic("used", 1);
        append("used", "a");
        for (String group : List.of("billing", "search")) {
            HttpResponse<String> put = http.call("PUT", "/v1/groups/" + group, JSON, "{\"topics\":[\"used\"]}");
            assertThat(put.statusCode()).as(put.body()).isEqualTo(201);
        }
        HttpResponse<String> replay = http.call(
                "POST", "/v1/replays", JSON, "{\"topics\":[\"used\"],\"from\":\"earliest\",\"targets\":[\"t\"]}");
        assertThat(replay.statusCode()).as(replay.body()).isEqualTo(201);

        JsonObject inUse = refused(409, "topic_in_use", "DELETE", "used", "");

        assertThat(inUse.getJsonArray("errors").encode())
                .contains("billing")
                .contains("search")
                .contains(new JsonObject(replay.body()).getString("id"));
        assertThat(told("used").getLong("events")).isEqualTo(1);
        assertThat(delete("used?force=true").statusCode()).isEqualTo(204);
    }

    @Test
    void shouldRevokeThePartitionsOfADeletedTopicFromItsGroups() throws Exception {
        http.makeTopic("revoked", 1);
        append("revoked", "old");
        JsonObject member =
                Stream.request("revoked", "earliest").put("credit", 10).put("group", "keeper");
        try (Stream stream = Stream.subscribe(vertx, node, member)) {
            stream.take(1, 1, each -> assertThat(each.event().getString("id")).isEqualTo("old"));

            assertThat(delete("revoked?force=true").statusCode()).isEqualTo(204);

            assertThat(stream.await("revoked").getJsonArray("partitions")).hasSize(1);
        }
    }

    private static JsonObject told(String topic) throws Exception {
        return ok(200, "GET", topic, "");
    }

    private static JsonObject ok(int status, String method, String topic, String body) throws Exception {
        HttpResponse<String> answer = http.call(method, "/v1/topics/" + topic, JSON, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return new JsonObject(answer.body());
    }

    private static JsonObject refused(int status, String code, String method, String topic, String body)
            throws Exception {
        JsonObject problem = ok(status, method, topic, body);
        assertThat(problem.getString("code")).as(problem.encode()).isEqualTo(code);
        return problem;
    }

    private static HttpResponse<String> delete(String topic) throws Exception {
        return http.call("DELETE", "/v1/topics/" + topic, JSON, "");
    }

    private static JsonObject append(String topic, String id) throws Exception {
        return appendOf(topic, id, "k");
    }

    private static JsonObject appendOf(String topic, String id, String subject) throws Exception {
        HttpResponse<String> answer = http.call(
                "POST",
                "/v1/topics/" + topic + "/events",
                "application/cloudevents+json",
                Samples.event(id, subject, "\"n\":1"));
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        return new JsonObject(answer.body());
    }

    private static String inKafka(String topic, String key) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return admin.describeConfigs(List.of(resource))
                .all()
                .get(30, TimeUnit.SECONDS)
                .get(resource)
                .get(key)
                .value();
    }
}
