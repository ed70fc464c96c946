package dev.playhead.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.metrics.Meter;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Rules and dashboards ask for nothing that no node publishes, and are whole; no tool is needed for it. */
final class MonitoringFilesTest {
    private static final Path FILES = Path.of("cluster", "monitoring");

    private final Published published = new Published();

    @Test
    void shouldTellWhatNobodyPublishesWhenAQueryAsksForIt() {
        assertThat(Query.of("sum by (topic, nobody) (rate(playhead_appends_total{topic=~\"a|b\", key=\"1\"}[5m])) > 0")
                        .faults(published))
                .containsExactlyInAnyOrder("playhead_appends_total has no label key", "nothing has label nobody");
        assertThat(Query.of("increase(playhead_lost_total[5m] offset 1h)").faults(published))
                .containsExactly("nobody publishes playhead_lost_total");
        assertThat(Query.of("histogram_quantile(0.9, sum by (le) (rate(playhead_append_latency_seconds_bucket[1m])))")
                        .faults(published))
                .isEmpty();
    }

    @Test
    void shouldAskForWhatIsPublishedWhenADashboard() throws Exception {
        for (Dashboards.Target target : Dashboards.targets()) {
            assertThat(Query.of(target.expression()).faults(published))
                    .as("%s", target)
                    .isEmpty();
        }
    }

    @Test
    void shouldBeToldWhatItShowsWhenAPanel() throws Exception {
        Set<String> ids = new TreeSet<>();
        for (JsonObject dashboard : Dashboards.all()) {
            assertThat(ids.add(dashboard.getString("uid"))).isTrue();
            assertThat(dashboard.getString("description")).isNotBlank();
            Set<String> titles = new TreeSet<>();
            for (JsonObject panel : Dashboards.panels(dashboard)) {
                String title = dashboard.getString("title") + ": " + panel.getString("title");
                assertThat(titles.add(title)).as(title).isTrue();
                assertThat(panel.getString("description")).as(title).endsWith(".");
                assertThat(panel.getJsonObject("fieldConfig")
                                .getJsonObject("defaults")
                                .getString("unit"))
                        .as(title)
                        .isNotBlank();
                assertThat(panel.getJsonArray("targets")).as(title).isNotEmpty();
            }
        }
        assertThat(ids)
                .containsExactlyInAnyOrder(
                        "playhead-overview",
                        "playhead-ingestion",
                        "playhead-delivery",
                        "playhead-groups",
                        "playhead-replays",
                        "playhead-jvm");
    }

    @Test
    void shouldShowZeroWhenNothingHasHappenedYet() throws Exception {
        for (JsonObject dashboard : Dashboards.all()) {
            for (JsonObject panel : Dashboards.panels(dashboard)) {
                boolean counts = panel.getJsonArray("targets").stream()
                        .map(target -> ((JsonObject) target).getString("expr"))
                        .anyMatch(MonitoringFilesTest::isEmptyAtFirst);
                if (counts) {
                    assertThat(panel.getJsonObject("fieldConfig")
                                    .getJsonObject("defaults")
                                    .getString("noValue"))
                            .as("%s: %s", dashboard.getString("title"), panel.getString("title"))
                            .isEqualTo("0");
                }
            }
        }
        assertThat(Files.readString(FILES.resolve("panels.html"))).contains("fieldConfig.defaults.noValue");
    }

    /** Series by topic or group come with the first topic or group; a share of such series has no value before. */
    private static boolean isEmptyAtFirst(String expression) {
        return !expression.contains(" / ")
                && Arrays.stream(Meter.values())
                        .filter(meter -> meter.labels().contains("topic"))
                        .anyMatch(meter -> expression.contains(meter.published() + "{"));
    }

    @Test
    void shouldSayWhatIsWrongAndWhatToDoWhenAnAlert() throws Exception {
        for (JsonObject rule : rules()) {
            String name = rule.getString("alert");
            assertThat(Query.of(rule.getString("expr")).faults(published))
                    .as(name)
                    .isEmpty();
            assertThat(rule.getJsonObject("labels").getString("severity"))
                    .as(name)
                    .isIn("critical", "warning");
            assertThat(rule.getJsonObject("annotations").getString("summary"))
                    .as(name)
                    .isNotBlank();
            assertThat(rule.getJsonObject("annotations").getString("description"))
                    .as(name)
                    .endsWith(".");
        }
    }

    @Test
    void shouldBeSeenToFireAndNotToFireWhenAnAlert() throws Exception {
        List<String> tests = new ArrayList<>();
        json("rules.test.yml").getJsonArray("tests").forEach(test -> tests.add(((JsonObject) test).getString("name")));
        for (JsonObject rule : rules()) {
            String name = rule.getString("alert");
            assertThat(tests).as(name).contains(name + " fires").anyMatch(test -> test.startsWith(name + " does not "));
        }
    }

    @Test
    void shouldBeTakenAlongWhenForKubernetes() throws Exception {
        JsonObject kustomization = json("kustomization.yaml");
        Set<String> taken = new TreeSet<>();
        kustomization.getJsonArray("configMapGenerator").forEach(map -> ((JsonObject) map)
                .getJsonArray("files")
                .forEach(file -> taken.add(String.valueOf(file))));
        kustomization.getJsonArray("resources").forEach(file -> taken.add(String.valueOf(file)));
        for (String file : taken) {
            assertThat(FILES.resolve(file)).exists();
        }
        assertThat(taken)
                .containsAll(Dashboards.files().stream()
                        .map(file -> FILES.relativize(file).toString())
                        .collect(Collectors.toSet()));
        String manifests = Files.readString(FILES.resolve("kubernetes/monitoring.yaml"));
        kustomization.getJsonArray("configMapGenerator").forEach(map -> assertThat(manifests)
                .contains("configMap: {name: " + ((JsonObject) map).getString("name") + "}"));
    }

    @Test
    void shouldBeExplainedWhenAnAlert() throws Exception {
        String page = Files.readString(Path.of("src", "site", "markdown", "monitoring.md"));
        StringBuilder table = new StringBuilder();
        for (JsonObject rule : rules()) {
            table.append("| `%s` | %s | %s |\n"
                    .formatted(
                            rule.getString("alert"),
                            rule.getJsonObject("labels").getString("severity"),
                            rule.getJsonObject("annotations")
                                    .getString("description")
                                    .replaceAll("\\{\\{ \\$labels\\.(\\w+) }}", "{$1}")));
        }

        assertThat(page).contains("|---|---|---|\n" + table + "\n");
    }

    private static List<JsonObject> rules() throws IOException {
        List<JsonObject> rules = new ArrayList<>();
        json("rules.yml").getJsonArray("groups").forEach(group -> ((JsonObject) group)
                .getJsonArray("rules")
                .forEach(rule -> rules.add((JsonObject) rule)));
        return rules;
    }

    private static JsonObject json(String file) throws IOException {
        Object document =
                new Load(LoadSettings.builder().build()).loadFromString(Files.readString(FILES.resolve(file)));
        return (JsonObject) json(document);
    }

    private static Object json(Object yaml) {
        if (yaml instanceof Map<?, ?> map) {
            JsonObject object = new JsonObject();
            map.forEach((key, value) -> object.put(String.valueOf(key), json(value)));
            return object;
        }
        if (yaml instanceof List<?> list) {
            JsonArray array = new JsonArray();
            list.forEach(each -> array.add(json(each)));
            return array;
        }
        return yaml;
    }
}
