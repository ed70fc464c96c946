package dev.playhead.kafka.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.config.Settings;
import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.kafka.KafkaStore;
import dev.playhead.log.Journal;
import dev.playhead.metrics.Meters;
import dev.playhead.sandbox.Child;
import dev.playhead.testing.JournalContract;
import dev.playhead.testing.RealStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
final class KafkaJournalIT extends JournalContract {
    private static final String LIFE = Long.toString(System.nanoTime(), 36);

    private final Vertx vertx = Vertx.vertx();
    private final Settings settings = Settings.load(List.of("--kafka.requestTimeout=3s"), Map.of());
    private final List<KafkaStore> stores = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        stores.forEach(KafkaStore::close);
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    @Override
    protected Journal open(String name) {
        return store(RealStores.shared().bootstrapServers()).journal("playhead.test." + name + LIFE);
    }

    @Test
    void shouldBeCompactedEarlyAndInSmallSegmentsWhenItMakesItself() throws Exception {
        Journal journal = open("settings");
        done(journal.put("a", "1"));
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, "playhead.test.settings" + LIFE);

        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", RealStores.shared().bootstrapServers()))) {
            var config = admin.describeConfigs(List.of(topic))
                    .all()
                    .get(30, TimeUnit.SECONDS)
                    .get(topic);

            assertThat(config.get("cleanup.policy").value()).isEqualTo("compact");
            assertThat(config.get("segment.bytes").value()).isEqualTo("16777216");
            assertThat(config.get("min.cleanable.dirty.ratio").value()).isEqualTo("0.1");
        }
    }

    @Test
    void shouldRefuseAndThenGoOnByItselfWhenKafkaWasAway() throws Exception {
        try (RealStores own = RealStores.own()) {
            Journal journal = store(own.bootstrapServers()).journal("playhead.test.away");
            Map<String, String> told = new ConcurrentHashMap<>();
            Journal.Followed followed = journal.follow(new Journal.Changes() {
                @Override
                public void put(Journal.At at, String value) {
                    told.put(at.key(), value);
                }

                @Override
                public void removed(String key) {
                    told.remove(key);
                }
            });
            done(journal.put("a", "1"));
            done(followed.now());

            own.kill(Child.KAFKA);
            assertThat(followed.now()
                            .transform(end -> io.vertx.core.Future.succeededFuture(end.failed()
                                    && RefusedException.of(end.cause()).problem() == Problem.UNAVAILABLE))
                            .await(60, TimeUnit.SECONDS))
                    .isTrue();
            own.awaitUp(Child.KAFKA);

            done(journal.put("a", "2"));
            done(followed.now());
            assertThat(told).isEqualTo(Map.of("a", "2"));
        }
    }

    private KafkaStore store(String bootstrapServers) {
        KafkaStore store = new KafkaStore(
                vertx,
                settings.kafka(),
                settings.topics(),
                settings.reader(),
                bootstrapServers,
                Duration.ofMinutes(1),
                new Meters(new SimpleMeterRegistry()),
                (up, reason) -> {});
        stores.add(store);
        return store;
    }
}
