package dev.playhead.e2e;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.e2e.harness.Delivery;
import dev.playhead.e2e.harness.Http;
import dev.playhead.e2e.harness.Member;
import dev.playhead.e2e.harness.NodeProcess;
import dev.playhead.e2e.harness.Samples;
import dev.playhead.e2e.harness.Stream;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Topics, streams, groups and replays of a real node come and go: their series go with them, and those of others stay. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
final class GoneMetersIT {
    private static final String JSON = "application/json";
    private static final String GONE = "gone-";
    private static final String STAYS = "stays";
    private static final int EVENTS = 40;
    private static final int KEYS = 4;
    private static final String POISON = "key-3";

    private final Vertx vertx = Vertx.vertx();
    private NodeProcess node;
    private Http http;

    @BeforeAll
    void start() throws Exception {
        node = NodeProcess.named("gone")
                .with("management.meterSweep", "1s")
                .start()
                .awaitReady();
        http = Http.of(node);
    }

    @AfterAll
    void stop() throws Exception {
        vertx.close();
        node.close();
    }

    @Test
    void shouldShowNoSeriesOfWhatIsGoneWhenTopicsGroupsReplaysAndStreamsCameAndWent() throws Exception {
        use(STAYS);
        for (int number = 0; number < 3; number++) {
            String name = GONE + number;
            String replay = use(name);
            assertThat(series(name)).as("streams, groups, targets").hasSizeGreaterThan(10);
            gone(name, replay);
        }

        eventually("no series of what is gone is shown", () -> series(GONE).isEmpty());
        assertThat(series(STAYS)).hasSizeGreaterThan(10);
    }

    @Test
    void shouldShowOnlyTheSeriesOfWhatIsLeftWhenTheGroupIsGoneAndItsTopicStays() throws Exception {
        String replay = use("rest");
        assertThat(series("group=\"group-rest\"")).isNotEmpty();
        assertThat(series("target-rest")).isNotEmpty();

        delete("/v1/groups/group-rest");
        delete("/v1/replays/" + replay);

        eventually(
                "the group and the target show no series",
                () -> series("group-rest").isEmpty() && series("target-rest").isEmpty());
        assertThat(series("topic=\"rest\"")).isNotEmpty();
    }

    /** Appends, a stream, a group that parks the events of one key, and a replay to a target; gives the replay's id. */
    private String use(String name) throws Exception {
        http.makeTopic(name, 2);
        http.post(name, "", Samples.lines(Samples.events(name, EVENTS, KEYS)));
        try (Stream stream =
                Stream.subscribe(vertx, node, Stream.request(name, "earliest").put("credit", EVENTS))) {
            stream.take(EVENTS, EVENTS, delivery -> {});
        }
        String group = "group-" + name;
        http.call("PUT", "/v1/groups/" + group, JSON, """
                {"topics":["%s"],"from":"earliest","retry":0}""".formatted(name));
        try (Member member = new Member(vertx, node, name, group, new Processing(POISON))) {
            eventually("all is confirmed or parked", () -> lag(group) == 0);
        }
        return replay(name);
    }

    private String replay(String name) throws Exception {
        String target = "target-" + name;
        String made = http.call("POST", "/v1/replays", JSON, """
                {"topics":["%s"],"from":"earliest","to":"now","targets":["%s"]}""".formatted(name, target))
                .body();
        String replay = new JsonObject(made).getString("id");
        try (Member member = new Member(vertx, List.of(node), 0, replay, target, new Processing(""))) {
            eventually("the replay is completed", member::hasCompleted);
        }
        return replay;
    }

    private void gone(String name, String replay) throws Exception {
        delete("/v1/replays/" + replay);
        delete("/v1/groups/group-" + name);
        try (Admin admin = node.admin()) {
            admin.deleteTopics(List.of(name)).all().get(60, TimeUnit.SECONDS);
        }
    }

    /** Again while connections of it are about to end. */
    private void delete(String path) {
        eventually(
                path + " is deleted", () -> http.call("DELETE", path, JSON, "").statusCode() / 100 == 2);
    }

    private long lag(String group) throws Exception {
        JsonObject report = new JsonObject(http.get("/v1/groups/" + group).body());
        return report.getLong("lag", -1L);
    }

    private List<String> series(String part) throws Exception {
        return http.meters()
                .text()
                .lines()
                .filter(line -> !line.startsWith("#") && line.contains(part))
                .toList();
    }

    /** Takes all but those of one key. */
    private record Processing(String poison) implements Member.Service {
        @Override
        public List<Delivery> take(List<Delivery> deliveries) {
            return deliveries.stream()
                    .filter(each -> poison.equals(each.event().getString("subject")))
                    .toList();
        }

        @Override
        public void answered(List<Delivery> deliveries) {
            // Nothing to remember
        }
    }
}
