package dev.playhead.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.config.Settings;
import dev.playhead.contract.Contract;
import dev.playhead.edge.Budget;
import dev.playhead.edge.EdgeMemory;
import dev.playhead.group.report.GroupDoor;
import dev.playhead.ingest.Ingest;
import dev.playhead.metrics.Meters;
import dev.playhead.testing.MemoryLog;
import dev.playhead.tracing.Traces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The routes of the HTTP edge are those of the OpenAPI file, no more and no fewer. */
final class RoutesTest {
    private static final Set<String> MANAGEMENT = Set.of("GET /health/live", "GET /health/ready", "GET /metrics");

    @Test
    void shouldBeInTheContractWhenServed() {
        Set<String> documented = new TreeSet<>(new Contract().operations().keySet());
        documented.removeAll(MANAGEMENT);

        assertThat(served()).isEqualTo(documented);
    }

    private static Set<String> served() {
        Vertx vertx = Vertx.vertx();
        try {
            Set<String> served = new TreeSet<>();
            for (Route route : router(vertx).getRoutes()) {
                String path = route.getPath().replaceAll(":(\\w+)", "{$1}");
                route.methods().forEach(method -> served.add(method + " " + path));
                assertThat(served.remove("HEAD " + path))
                        .as("%s is read by HEAD where it is read by GET", path)
                        .isEqualTo(route.methods().contains(HttpMethod.GET));
            }
            return served;
        } finally {
            vertx.close();
        }
    }

    private static Router router(Vertx vertx) {
        Settings settings = Settings.load(List.of(), Map.of());
        MemoryLog log = new MemoryLog();
        Meters meters = new Meters(new SimpleMeterRegistry());
        HttpEdge edge = new HttpEdge(
                new HttpEdge.Entrance(
                        settings.http(),
                        SocketAddress.inetSocketAddress(0, "localhost"),
                        new EdgeMemory(new Budget(1 << 20), new Budget(1 << 20)),
                        request -> null,
                        request -> "",
                        null),
                new HttpEdge.Log(
                        settings.limits(),
                        1,
                        new Ingest(vertx, settings.ingest(), log, log, null, meters, Traces.OFF),
                        log,
                        log,
                        partition -> 0,
                        null),
                new HttpEdge.Controls(null, null, new GroupDoor(null, null, null, null, null, null, null), null, null));
        edge.init(vertx, vertx.getOrCreateContext());
        return edge.router();
    }
}
