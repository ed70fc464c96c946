package dev.playhead.redis;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Identity;
import dev.playhead.group.ConfirmationSettings;
import dev.playhead.group.Confirmations;
import dev.playhead.group.Confirmations.Confirmed;
import dev.playhead.group.ConfirmationsContract;
import dev.playhead.group.Leases;
import dev.playhead.metrics.Meters;
import dev.playhead.testing.MemoryConfirmations;
import dev.playhead.testing.MemoryLink;
import dev.playhead.testing.MemoryStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The confirmations in Redis, held to the contract and, by random histories, to their twin. */
final class RedisConfirmationsIT extends ConfirmationsContract {
    @RegisterExtension
    final SharedRedis redis = new SharedRedis();

    @Override
    protected Confirmations confirmations(ConfirmationSettings settings) {
        return new RedisConfirmations(redis.link(), settings, new Meters(new SimpleMeterRegistry()));
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
                    Duration.ofDays(1), 1000 + 2 * random.nextInt(100), 1 + random.nextInt(300), 1 << 20);
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

    @Test
    void shouldBeFirstOnceWhenSeveralNodesConfirmTheSameAtOnce() {
        for (int seed = 0; seed < 10; seed++) {
            Random random = new Random(seed);
            String name = group + " " + seed;
            List<Confirmations> nodes = List.of(confirmations(all()), confirmations(all()), confirmations(all()));
            Set<Identity> confirmed = new HashSet<>();
            List<Future<Confirmed>> answers = new ArrayList<>();
            for (int call = 0; call < 300; call++) {
                List<Identity> some = new ArrayList<>();
                for (int count = random.nextInt(30); count > 0; count--) {
                    some.add(id(random.nextInt(2000)));
                }
                confirmed.addAll(some);
                answers.add(nodes.get(random.nextInt(3)).confirm(name, topic, List.of(), some));
            }

            int first = answers.stream().mapToInt(answer -> get(answer).first()).sum();

            assertThat(first).as("seed " + seed).isEqualTo(confirmed.size());
            for (Confirmations node : nodes) {
                List<Identity> asked = ids(0, 2000);
                BitSet known = get(node.confirmed(name, topic, asked));
                assertThat(known.stream().mapToObj(asked::get))
                        .as("seed " + seed)
                        .containsExactlyInAnyOrderElementsOf(confirmed);
            }
        }
    }

    @Test
    void shouldKnowAllWhenTheLogIsLongerThanOneAnswer() {
        ConfirmationSettings settings = settings(Duration.ofDays(1), 60_000);
        Confirmations writer = confirmations(settings);
        get(writer.confirm(group, topic, List.of(), ids(0, 30_000)));
        get(writer.confirm(group, topic, List.of(), ids(30_000, 50_000)));

        Confirmations reader = confirmations(settings);

        assertThat(get(reader.confirmed(group, topic, ids(0, 50_001))).cardinality())
                .isEqualTo(50_000);
        assertThat(get(reader.confirm(group, topic, List.of(), ids(49_999, 50_001)))
                        .first())
                .isEqualTo(1);
    }

    @Test
    void shouldForgetWhatRedisHasLostWhenItComesBackEmpty() {
        Confirmations node = confirmations(all());
        get(node.confirm(group, topic, List.of(), ids(0, 10)));

        lose();

        assertThat(get(node.confirmed(group, topic, ids(0, 10)))).isEqualTo(new BitSet());
        assertThat(get(node.confirm(group, topic, List.of(), ids(0, 10))).first())
                .isEqualTo(10);
    }

    @Test
    void shouldReadAgainWhenOthersHaveWrittenAfterRedisLostTheLog() {
        Confirmations node = confirmations(all());
        get(node.confirm(group, topic, List.of(), ids(0, 10)));
        get(node.confirm(group, topic, List.of(), ids(10, 20)));
        lose();
        Confirmations other = confirmations(all());
        for (int number = 20; number < 25; number++) {
            get(other.confirm(group, topic, List.of(), List.of(id(number))));
        }

        BitSet known = get(node.confirmed(group, topic, ids(0, 30)));

        assertThat(known.stream()).containsExactly(20, 21, 22, 23, 24);
    }

    @Test
    void shouldReadAgainWhenTheEndOfTheLogIsAnother() {
        Confirmations node = confirmations(all());
        get(node.confirm(group, topic, List.of(), ids(0, 3)));
        get(node.confirm(group, topic, List.of(), ids(3, 6)));
        // As a replica has it that was behind and took over
        String log = log();
        get(redis.link().send(Request.cmd(Command.RPOP, log)));
        Confirmations other = confirmations(all());
        get(other.confirm(group, topic, List.of(), ids(6, 9)));

        BitSet known = get(node.confirmed(group, topic, ids(0, 9)));

        assertThat(known.stream()).containsExactly(0, 1, 2, 6, 7, 8);
    }

    @Test
    void shouldStayRightWhenNoCopyMayBeKept() {
        Confirmations node = confirmations(new ConfirmationSettings(Duration.ofDays(1), 1000, 100, 0));
        for (int round = 0; round < 3; round++) {
            for (int one = 0; one < 5; one++) {
                int first = get(node.confirm(group + one, topic, List.of(), ids(0, 200 + round)))
                        .first();
                assertThat(first).isEqualTo(round == 0 ? 200 : 1);
            }
        }
    }

    @Test
    void shouldExpireWhenNobodyUsesIt() {
        Confirmations node = confirmations(settings(Duration.ofSeconds(1), 1000));
        get(node.confirm(group, topic, List.of(), ids(0, 10)));

        long head = get(redis.link().send(Request.cmd(Command.PTTL, head()))).toLong();
        long log = get(redis.link().send(Request.cmd(Command.PTTL, log()))).toLong();

        assertThat(log).isBetween(2_000L, 12_000L);
        assertThat(head).isGreaterThan(log);
    }

    private static ConfirmationSettings all() {
        return settings(Duration.ofDays(1), 1_000_000);
    }

    private String head() {
        return new GroupKeys(group).confirmations(topic);
    }

    private String log() {
        return head() + ":" + get(redis.link().send(Request.cmd(Command.HGET, head(), "current")));
    }

    private void lose() {
        get(redis.link().send(Request.cmd(Command.DEL, log(), head())));
    }
}
