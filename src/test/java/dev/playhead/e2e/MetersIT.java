package dev.playhead.e2e;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.e2e.harness.Busy;
import dev.playhead.e2e.harness.Http;
import dev.playhead.e2e.harness.NodeProcess;
import dev.playhead.metrics.Borrowed;
import dev.playhead.metrics.Meter;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a node at work publishes, and what the table of meters tells, are the same. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
final class MetersIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern SERIES = Pattern.compile("([a-z_]+)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** A node that is alone sends nothing to others. */
    private static final Set<String> OF_SEVERAL_NODES =
            Set.of(Borrowed.BUS_SENT.published(), Borrowed.BUS_RECEIVED.published());

    private final Vertx vertx = Vertx.vertx();
    private NodeProcess node;
    private @Nullable AssertionError late;

    @BeforeAll
    void start() throws Exception {
        node = NodeProcess.started("meters");
        try (Busy busy = Busy.on(vertx, node)) {
            eventually(PATIENCE, "all is there", () -> {
                busy.rounds();
                return missing().isEmpty();
            });
        } catch (AssertionError why) {
            // The test says what is missing
            late = why;
        }
    }

    @AfterAll
    void stop() throws Exception {
        vertx.close();
        node.close();
    }

    @Test
    void shouldPublishAllThatIsListedWhenEverythingWasDone() throws Exception {
        assertThat(late).as("all is there after some rounds").isNull();
        assertThat(missing()).isEmpty();
    }

    @Test
    void shouldPublishNothingElse() throws Exception {
        Set<String> unknown = new TreeSet<>(families().keySet());
        unknown.removeAll(listed().keySet());

        assertThat(unknown).isEmpty();
    }

    @Test
    void shouldHaveTheLabelsThatAreListed() throws Exception {
        Map<String, Set<String>> listed = listed();
        families()
                .forEach((name, labels) -> assertThat(listed.get(name)).as(name).isEqualTo(labels));
    }

    @Test
    void shouldHaveFewSeriesWhenMadeUpPathsAndMethodsWereAskedFor() throws Exception {
        Http http = Http.of(node);
        http.get("/warm");
        long before = http.meters().text().lines().count();
        for (int number = 0; number < 200; number++) {
            http.call("MADE" + Integer.toString(number, 26).toUpperCase(), "/no/" + number, "text/plain", "");
            http.get("/v1/groups/made-up-" + number);
        }
        assertThat(http.meters().text().lines().count()).isLessThan(before + 100);
    }

    private Set<String> missing() throws Exception {
        Set<String> missing = new TreeSet<>(listed().keySet());
        missing.removeAll(families().keySet());
        missing.removeAll(OF_SEVERAL_NODES);
        return missing;
    }

    private static Map<String, Set<String>> listed() {
        Map<String, Set<String>> listed = new TreeMap<>();
        for (Meter meter : Meter.values()) {
            listed.put(meter.published(), new TreeSet<>(meter.labels()));
        }
        for (Borrowed meter : Borrowed.values()) {
            listed.put(meter.published(), new TreeSet<>(meter.labels()));
        }
        return listed;
    }

    /** The names without what timers and summaries add, each with its labels. */
    private Map<String, Set<String>> families() throws Exception {
        Set<String> several = Stream.concat(
                        Stream.of(Meter.values())
                                .filter(meter -> meter.kind() == Meter.Kind.TIMER)
                                .map(Meter::published),
                        Stream.of(Borrowed.values())
                                .filter(meter -> meter.kind() == Meter.Kind.TIMER || meter.kind() == Meter.Kind.SUMMARY)
                                .map(Borrowed::published))
                .collect(Collectors.toSet());
        Map<String, Set<String>> families = new TreeMap<>();
        List<String> lines = Http.of(node)
                .meters()
                .text()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();
        for (String line : lines) {
            var series = SERIES.matcher(line);
            assertThat(series.matches()).as(line).isTrue();
            String name = series.group(1).replaceFirst("_(count|sum|max|bucket)$", "");
            Set<String> labels =
                    families.computeIfAbsent(several.contains(name) ? name : series.group(1), any -> new TreeSet<>());
            if (series.group(2) != null) {
                LABEL.matcher(series.group(2))
                        .results()
                        .map(label -> label.group(1))
                        .filter(label -> !label.equals("le"))
                        .forEach(labels::add);
            }
        }
        return families;
    }
}
