package dev.playhead.redis.confirmations;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.Identity;
import dev.playhead.group.ConfirmationSettings;
import dev.playhead.group.Confirmations;
import dev.playhead.metrics.Meters;
import dev.playhead.redis.GroupKeys;
import dev.playhead.redis.InRedisContract;
import dev.playhead.testing.MemoryConfirmations;
import dev.playhead.testing.MemoryLink;
import dev.playhead.testing.MemoryStore;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The confirmations in Redis, held to the contract and, by random histories, to their twin. */
final class RedisConfirmationsIT extends InRedisContract {
    @Override
    protected Confirmations confirmations(ConfirmationSettings settings) {
        return new RedisConfirmations(redis.link(), settings, new Meters(new SimpleMeterRegistry()));
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
    void shouldKnowAllWhenTheLogComesInSeveralAnswers() {
        ConfirmationSettings settings = settings(Duration.ofDays(1), 200_000);
        Confirmations writer = confirmations(settings);
        List<Identity> events = ids(0, 150_000);
        get(writer.confirm(group, topic, List.of(), events));
        long before = calls();

        BitSet known = get(confirmations(settings).confirmed(group, topic, events));

        assertThat(known.cardinality()).isEqualTo(150_000);
        assertThat(calls() - before).isGreaterThan(8);
    }

    @Test
    void shouldKnowAllWhenTheyWereConfirmedOneByOne() {
        Confirmations writer = confirmations(settings(Duration.ofDays(1), 1_000));
        for (Identity event : ids(0, 400)) {
            get(writer.confirm(group, topic, List.of(), List.of(event)));
        }

        BitSet known = get(confirmations(all()).confirmed(group, topic, ids(0, 401)));

        assertThat(known.cardinality()).isEqualTo(400);
    }

    private long calls() {
        String info = String.valueOf(get(redis.link().send(Request.cmd(Command.INFO, "commandstats"))));
        Matcher calls = Pattern.compile("cmdstat_evalsha:calls=(\\d+)").matcher(info);
        return calls.find() ? Long.parseLong(calls.group(1)) : 0;
    }

    @Test
    void shouldForgetWhatRedisHasLostWhenItComesBackEmpty() {
        Confirmations node = confirmations(all());
        get(node.confirm(group, topic, List.of(), ids(0, 10)));

        get(redis.link().send(Request.cmd(Command.DEL, log(), head())));

        assertThat(get(node.confirmed(group, topic, ids(0, 10)))).isEqualTo(new BitSet());
        assertThat(get(node.confirm(group, topic, List.of(), ids(0, 10))).first())
                .isEqualTo(10);
    }

    @Test
    void shouldReadAgainWhenTheEndOfTheLogIsAnother() {
        Confirmations node = confirmations(all());
        get(node.confirm(group, topic, List.of(), ids(0, 3)));
        get(node.confirm(group, topic, List.of(), ids(3, 6)));
        takeOver(1);
        get(confirmations(all()).confirm(group, topic, List.of(), ids(6, 9)));

        BitSet known = get(node.confirmed(group, topic, ids(0, 9)));

        assertThat(known.stream()).containsExactly(0, 1, 2, 6, 7, 8);
    }

    @Test
    void shouldReadAgainWhenAnotherHistoryEndsAlike() {
        Confirmations node = confirmations(all());
        for (int number = 1; number <= 3; number++) {
            get(node.confirm(group, topic, List.of(), List.of(id(number))));
        }
        takeOver(2);
        Confirmations other = confirmations(all());
        get(other.confirm(group, topic, List.of(), List.of(id(9))));
        get(other.confirm(group, topic, List.of(), List.of(id(3))));

        BitSet known = get(node.confirmed(group, topic, ids(0, 10)));

        assertThat(known.stream()).containsExactly(1, 3, 9);
    }

    /** As a replica has it that was so many entries behind. */
    private void takeOver(int behind) {
        for (int entry = 0; entry < behind; entry++) {
            get(redis.link().send(Request.cmd(Command.RPOP, log())));
        }
        byte[] last =
                get(redis.link().send(Request.cmd(Command.LINDEX, log(), -1))).toBytes();
        get(redis.link()
                .send(Request.cmd(
                        Command.HSET, head(), "last", Arrays.copyOfRange(last, last.length - 8, last.length))));
    }

    @Test
    void shouldForgetWhatWasAskedToBeConfirmedBefore() {
        Confirmations node = confirmations(all());
        node.confirm(group, topic, List.of(), ids(0, 10));
        node.confirm(group, topic, List.of(), ids(10, 20));

        get(node.forget(group, topic));

        assertThat(get(confirmations(all()).confirmed(group, topic, ids(0, 20))))
                .isEqualTo(new BitSet());
    }

    @Test
    void shouldReadAgainWhatItLetGoOfWhenOthersNeededTheMemory() {
        Counter read = new SimpleMeterRegistry().counter("read");
        AtomicLong nanos = new AtomicLong();
        ConfirmationLogs logs = new ConfirmationLogs(
                new RedisLogStore(redis.link()),
                LogStore.Bounds.of(settings(Duration.ofDays(1), 10_000)),
                70_000,
                read,
                read,
                nanos::get);
        for (int other = 0; other < 4; other++) {
            assertThat(get(logs.of(keys(other)).put(ids(0, 250), List.of())).first())
                    .isEqualTo(250);
            nanos.addAndGet(Duration.ofSeconds(61).toNanos());
        }
        assertThat(logs.bytes()).isLessThan(70_000);
        assertThat(read.count()).isZero();

        assertThat(get(logs.of(keys(0)).look(ids(0, 251))).cardinality()).isEqualTo(250);
        assertThat(read.count()).isEqualTo(250);
    }

    @Test
    void shouldRefuseWhatDoesNotFitBesideWhatIsUsed() {
        Counter read = new SimpleMeterRegistry().counter("read");
        Counter refused = new SimpleMeterRegistry().counter("refused");
        AtomicLong nanos = new AtomicLong();
        LogStore.Bounds bounds = LogStore.Bounds.of(settings(Duration.ofDays(1), 40_000));
        LogStore store = new RedisLogStore(redis.link());
        ConfirmationLogs writer = new ConfirmationLogs(store, bounds, 1 << 30, read, refused, nanos::get);
        for (int other = 0; other < 2; other++) {
            get(writer.of(keys(other)).put(ids(0, 1000), List.of()));
        }
        ConfirmationLogs logs = new ConfirmationLogs(store, bounds, 60_000, read, refused, nanos::get);
        assertThat(get(logs.of(keys(0)).look(ids(0, 1001))).cardinality()).isEqualTo(1000);

        assertThatThrownBy(() -> get(logs.of(keys(1)).look(ids(0, 1001))))
                .hasMessageContaining("confirmations.copyBytes");
        assertThat(refused.count()).isEqualTo(1);
        nanos.addAndGet(Duration.ofSeconds(61).toNanos());

        assertThat(get(logs.of(keys(1)).look(ids(0, 1001))).cardinality()).isEqualTo(1000);
        assertThat(refused.count()).isEqualTo(1);
    }

    private List<String> keys(int number) {
        GroupKeys keys = new GroupKeys(group + "-" + number);
        return List.of(keys.confirmations(topic), keys.leases());
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
}
