package dev.playhead.kafka.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.config.Settings;
import dev.playhead.event.Identity;
import dev.playhead.event.Position;
import dev.playhead.group.ParkedIndex;
import dev.playhead.group.parking.DeadLetterStore;
import dev.playhead.group.parking.Parked;
import dev.playhead.kafka.KafkaStore;
import dev.playhead.log.Topic;
import dev.playhead.metrics.Meters;
import dev.playhead.testing.RealStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What two nodes park on one real Kafka. */
final class KafkaParkingIT {
    private static final Topic ORDERS = new Topic("orders", "id-1", 2, true, true);

    private final Vertx vertx = Vertx.vertx();
    private final Settings settings = Settings.load(List.of(), Map.of());

    @AfterEach
    void close() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    @Test
    void shouldBeSeenByAllWhenParkedAndRemoved() throws Exception {
        try (KafkaStore one = store();
                KafkaStore two = store()) {
            DeadLetterStore here = parking(one);
            DeadLetterStore there = parking(two);
            assertThat(offsets(there, "seen")).isEmpty();

            done(Future.join(IntStream.of(7, 3, 5)
                    .mapToObj(offset -> here.park(parked("seen", offset, "{\"id\":\"" + offset + "\"}")))
                    .toList()));
            assertThat(offsets(there, "seen")).containsExactly(3L, 5L, 7L);

            Identity third = parked("seen", 3, "{}").original().identity();
            done(there.remove("seen", Map.of(position(3), third, position(4), third)));
            assertThat(offsets(here, "seen")).containsExactly(5L, 7L);
            Parked found = done(here.find("seen", position(5))).orElseThrow();
            assertThat(found).isEqualTo(parked("seen", 5, "{\"id\":\"5\"}"));
            done(here.forget("seen"));
        }
    }

    @Test
    void shouldGiveTheLargestCopyBackWhenTheNodeWasStartedAgain() throws Exception {
        String event = "{\"data\":\"" + "ü".repeat(settings.topics().maxCopy() / 2 - 10) + "\"}";
        try (KafkaStore before = store()) {
            done(parking(before).park(parked("large", 9, event)));
        }
        try (KafkaStore after = store()) {
            DeadLetterStore parking = parking(after);

            Optional<Parked> found = done(parking.find("large", position(9)));

            assertThat(found.orElseThrow().original().event()).isEqualTo(event);
            assertThat(parking.counts("large")).containsEntry("orders", 1);
            done(parking.forget("large"));
            assertThat(offsets(parking, "large")).isEmpty();
        }
    }

    private static List<Long> offsets(DeadLetterStore parking, String group) throws Exception {
        return done(parking.load(group, ORDERS, 0)).entries().stream()
                .map(ParkedIndex.Entry::offset)
                .toList();
    }

    private static Position position(long offset) {
        return new Position("orders", 0, offset);
    }

    private static Parked parked(String group, long offset, String event) {
        return new Parked(
                group,
                new Parked.Original("id-1", position(offset), 1000, true, offset, new Identity(offset, 1), event),
                new Parked.Failure("no", 6, 2000, 3000));
    }

    private DeadLetterStore parking(KafkaStore store) {
        return new DeadLetterStore(
                store.journal(DeadLetterStore.JOURNAL),
                1000,
                settings.topics().maxCopy(),
                new Meters(new SimpleMeterRegistry()));
    }

    private KafkaStore store() {
        return new KafkaStore(
                vertx,
                settings.kafka(),
                settings.topics(),
                settings.reader(),
                RealStores.shared().bootstrapServers(),
                Duration.ofMinutes(1),
                new Meters(new SimpleMeterRegistry()),
                (up, reason) -> {});
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.await(30, TimeUnit.SECONDS);
    }
}
