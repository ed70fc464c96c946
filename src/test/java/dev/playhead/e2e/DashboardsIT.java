package dev.playhead.e2e;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.e2e.harness.Busy;
import dev.playhead.e2e.harness.NodeProcess;
import dev.playhead.e2e.harness.Prometheus;
import dev.playhead.watch.Dashboards;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every query of every panel, asked of a Prometheus that scrapes a node at work. */
@Tag("watch")
final class DashboardsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Test
    void shouldHaveNoEmptyPanelWhenANodeIsAtWork() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (NodeProcess node = NodeProcess.started("watched");
                Prometheus prometheus = Prometheus.scraping(node);
                Busy busy = Busy.on(vertx, node)) {
            List<Dashboards.Target> empty = new ArrayList<>(Dashboards.targets());
            try {
                eventually(PATIENCE, "every panel has something to show", () -> {
                    busy.rounds();
                    for (Dashboards.Target target : List.copyOf(empty)) {
                        if (shows(prometheus.ask(target.asked("30s")))) {
                            empty.remove(target);
                        }
                    }
                    return empty.isEmpty();
                });
            } catch (AssertionError late) {
                assertThat(empty).isEmpty();
                throw late;
            }
            assertThat(prometheus.ask("ALERTS{alertstate=\"firing\", severity=\"critical\"}"))
                    .as("alerts while nothing is wrong")
                    .isEmpty();
        } finally {
            vertx.close();
        }
    }

    private static boolean shows(List<JsonObject> series) {
        return series.stream()
                .map(each -> each.getJsonArray("value").getString(1))
                .anyMatch(value -> !value.equals("NaN"));
    }
}
