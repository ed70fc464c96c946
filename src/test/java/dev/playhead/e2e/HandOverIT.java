package dev.playhead.e2e;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.playhead.e2e.harness.Delivery;
import dev.playhead.e2e.harness.Http;
import dev.playhead.e2e.harness.NodeProcess;
import dev.playhead.e2e.harness.Samples;
import dev.playhead.e2e.harness.Stream;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A consumer goes on live where its replay ended, by the calls of the page; and the cursor of a group is moved. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
final class HandOverIT {
    private static final Pattern SECTION = Pattern.compile("## Go on live\n(.*?)\n## ", Pattern.DOTALL);
    private static final Pattern SHELL = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path directory;

    private Vertx vertx;
    private NodeProcess node;
    private Http http;

    @BeforeAll
    void start() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not here");
        vertx = Vertx.vertx();
        node = NodeProcess.started("hand-over");
        http = Http.of(node);
    }

    @AfterAll
    void stop() throws Exception {
        node.close();
        vertx.close();
    }

    @Test
    void shouldLoseAndDoubleNothingWhenAReplayIsHandedOverToLive() throws Exception {
        http.makeTopic("orders", 3);
        append("orders", "before", 300);
        List<String> calls =
                SHELL.matcher(section()).results().map(each -> each.group(1)).toList();
        assertThat(calls).hasSize(2);
        List<String> rebuilt = new ArrayList<>();
        List<String> live = new ArrayList<>();

        run(calls.get(0));
        append("orders", "between", 200);
        run(calls.get(1));
        append("orders", "after", 100);
        JsonObject replay = new JsonObject(Files.readString(directory.resolve("replay.json")));
        try (Stream stream = Stream.attend(vertx, node, replay.getString("id"), "billing", 50)) {
            stream.takeAll(50, delivery -> take(stream, delivery, rebuilt));
        }
        node.kill();
        node.start().awaitReady();
        try (Stream stream = Stream.subscribe(vertx, node, new JsonObject().put("group", "billing"))) {
            stream.take(300, 50, delivery -> take(stream, delivery, live));
            append("orders", "later", 10);
            stream.take(10, 10, delivery -> take(stream, delivery, live));
        }

        assertThat(rebuilt).containsExactlyInAnyOrderElementsOf(ids("before", 300));
        List<String> rest = new ArrayList<>(ids("between", 200));
        rest.addAll(ids("after", 100));
        rest.addAll(ids("later", 10));
        assertThat(live).containsExactlyInAnyOrderElementsOf(rest);
    }

    @Test
    void shouldDeliverAgainAndPassAcrossARestartWhenTheCursorIsMoved() throws Exception {
        http.makeTopic("payments", 2);
        append("payments", "p", 100);
        JsonObject join = new JsonObject()
                .put("topics", new JsonArray().add("payments"))
                .put("group", "ledger")
                .put("from", "earliest");
        List<String> taken = new ArrayList<>();
        try (Stream stream = Stream.subscribe(vertx, node, join)) {
            stream.take(100, 100, delivery -> take(stream, delivery, taken));
            eventually(
                    "all are confirmed",
                    () -> new JsonObject(http.get("/v1/groups/ledger").body()).getInteger("lag") == 0);
            JsonObject counted = move("{\"from\":\"earliest\",\"dryRun\":true}");
            assertThat(counted.getInteger("again")).isEqualTo(100);
            assertThat(counted.getBoolean("exact")).isTrue();

            move("{\"from\":\"earliest\"}");

            assertThat(stream.closeCode()).isEqualTo(1001);
        }
        node.kill();
        node.start().awaitReady();
        List<String> again = new ArrayList<>();
        try (Stream stream = Stream.subscribe(vertx, node, new JsonObject().put("group", "ledger"))) {
            stream.take(100, 100, delivery -> take(stream, delivery, again));
        }
        assertThat(again).containsExactlyInAnyOrderElementsOf(taken);

        append("payments", "passed", 20);
        assertThat(move("{\"from\":\"latest\",\"dryRun\":true}").getInteger("passed"))
                .isGreaterThanOrEqualTo(20);
        move("{\"from\":\"latest\"}");
        append("payments", "new", 5);
        List<String> rest = new ArrayList<>();
        try (Stream stream = Stream.subscribe(vertx, node, new JsonObject().put("group", "ledger"))) {
            stream.take(5, 5, delivery -> take(stream, delivery, rest));
        }
        assertThat(rest).containsExactlyInAnyOrderElementsOf(ids("new", 5));
    }

    private JsonObject move(String body) throws Exception {
        HttpResponse<String> answer = http.call("POST", "/v1/groups/ledger/cursor", "application/json", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    /** Confirms what it takes, before it looks at the next. */
    private static void take(Stream stream, Delivery delivery, List<String> taken) {
        JsonObject json = delivery.json();
        taken.add(delivery.event().getString("id"));
        JsonObject position = new JsonObject()
                .put("topic", json.getString("topic"))
                .put("partition", json.getInteger("partition"))
                .put("offset", json.getLong("offset"));
        stream.offer(new JsonObject().put("op", "confirm").put("positions", new JsonArray().add(position)));
    }

    private void append(String topic, String prefix, int count) throws Exception {
        http.post(topic, "", Samples.lines(Samples.events(prefix, count, 17)));
    }

    private static List<String> ids(String prefix, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> prefix + "-" + number)
                .collect(Collectors.toList());
    }

    private static String section() throws Exception {
        return SECTION.matcher(Files.readString(Path.of("src/site/markdown/replays.md")))
                .results()
                .map(each -> each.group(1))
                .findFirst()
                .orElseThrow();
    }

    private void run(String commands) throws Exception {
        String script = "set -euo pipefail\n" + commands.replaceAll("\\b8080\\b", String.valueOf(node.http()));
        Process shell = new ProcessBuilder("bash", "-c", script)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(said).isZero();
        assertThat(said).doesNotContain("\"code\"");
    }
}
