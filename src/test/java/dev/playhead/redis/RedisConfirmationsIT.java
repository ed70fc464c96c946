package dev.playhead.redis;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Identity;
import dev.playhead.group.ConfirmationSettings;
import dev.playhead.group.Confirmations;
import dev.playhead.group.ConfirmationsContract;
import dev.playhead.group.Leases;
import dev.playhead.testing.MemoryConfirmations;
import dev.playhead.testing.MemoryLink;
import dev.playhead.testing.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The confirmations in Redis, held to the contract and, by random histories, to their twin. */
final class RedisConfirmationsIT extends ConfirmationsContract {
    @RegisterExtension
    final SharedRedis redis = new SharedRedis();

    @Override
    protected Confirmations confirmations(ConfirmationSettings settings) {
        return new RedisConfirmations(redis.link(), settings);
    }

    @Override
    protected Leases leases() {
        return new RedisLeases(redis.link(), Duration.ofMinutes(1));
    }

    @Test
    void shouldForgetWhenTheRetentionHasPassedTwice() throws Exception {
        Confirmations confirmations = confirmations(settings(Duration.ofSeconds(1), 1000));
        get(confirmations.confirm(group, topic, List.of(), List.of(id(1))));

        eventually("it is forgotten", () -> {
            get(confirmations.confirm(group, topic, List.of(), List.of(id(2))));
            return get(confirmations.confirmed(group, topic, List.of(id(1)))).isEmpty();
        });
    }

    @Test
    void shouldDoAsItsTwinDoesWhenHistoriesAreRandom() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            ConfirmationSettings settings = new ConfirmationSettings(
                    Duration.ofDays(1), 1000 + 2 * random.nextInt(100), 1 + random.nextInt(300));
            String name = group + " " + seed;
            Confirmations real = confirmations(settings);
            MemoryStore store = new MemoryStore();
            Confirmations twin =
                    new MemoryConfirmations(store, new MemoryLink(store), settings, System::currentTimeMillis);
            for (int step = 0; step < 40; step++) {
                String where = "seed " + seed + " step " + step;
                List<Identity> some = new ArrayList<>();
                for (int count = random.nextInt(300); count > 0; count--) {
                    some.add(id(random.nextInt(3000)));
                }
                assertThat(get(real.confirmed(name, topic, some)))
                        .as(where)
                        .isEqualTo(get(twin.confirmed(name, topic, some)));
                assertThat(get(real.confirm(name, topic, List.of(), some)))
                        .as(where)
                        .isEqualTo(get(twin.confirm(name, topic, List.of(), some)));
            }
        }
    }
}
