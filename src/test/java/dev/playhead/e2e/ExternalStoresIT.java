package dev.playhead.e2e;

import static dev.playhead.e2e.harness.Stream.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.e2e.harness.Http;
import dev.playhead.e2e.harness.NodeProcess;
import dev.playhead.e2e.harness.Samples;
import dev.playhead.e2e.harness.Stream;
import dev.playhead.testing.RealStores;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The same node on a Kafka and a Redis that are not its own. */
@Tag("slow")
final class ExternalStoresIT {

    @Test
    void shouldStartNoChildrenWhenTheStoresAreGiven() throws Exception {
        RealStores stores = RealStores.shared();
        Vertx vertx = Vertx.vertx();
        try (NodeProcess node = NodeProcess.named("external")
                .with("kafka.bootstrap.servers", stores.bootstrapServers())
                .with("redis.url", stores.redisUrl())) {
            node.start().awaitReady();

            Http.of(node).post("external", "", Samples.lines(Samples.events("x", 100, 5)));

            assertThat(node.descendants()).isEmpty();
            Set<String> ids = new HashSet<>();
            try (Stream stream = Stream.subscribe(vertx, node, request("external", "earliest"))) {
                stream.take(100, 10, delivery -> ids.add(delivery.event().getString("id")));
            }
            assertThat(ids).hasSize(100);
            assertThat(node.terminate()).isZero();
        } finally {
            vertx.close();
        }
    }
}
