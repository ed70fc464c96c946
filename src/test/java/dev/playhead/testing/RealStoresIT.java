package dev.playhead.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.kafka.admin.KafkaAdminClient;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class RealStoresIT {
    @Test
    void shouldServeWhenAskedByTheirClients() throws Exception {
        RealStores stores = RealStores.shared();
        Vertx vertx = Vertx.vertx();
        try {
            KafkaAdminClient admin =
                    KafkaAdminClient.create(vertx, Map.of("bootstrap.servers", stores.bootstrapServers()));
            Redis redis = Redis.createClient(vertx, stores.redisUrl());

            var nodes = admin.describeCluster().await(30, TimeUnit.SECONDS).getNodes();
            var policy = redis.send(Request.cmd(Command.CONFIG, "GET", "appendfsync"))
                    .await(30, TimeUnit.SECONDS);

            assertThat(nodes).hasSize(1);
            assertThat(policy.toString()).contains("always");
        } finally {
            vertx.close().await(30, TimeUnit.SECONDS);
        }
    }
}
