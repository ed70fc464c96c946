package dev.playhead.redis.setnx;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Identity;
import dev.playhead.group.ConfirmationSettings;
import dev.playhead.group.Confirmations;
import dev.playhead.group.Confirmations.Confirmed;
import dev.playhead.redis.InRedisContract;
import dev.playhead.redis.RedisLink;
import dev.playhead.testing.MemoryConfirmations;
import dev.playhead.testing.MemoryLink;
import dev.playhead.testing.MemoryStore;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The confirmations that are a key each, wherever their keys are. */
abstract class SetnxContract extends InRedisContract {
    /** Where the keys are. */
    abstract RedisLink keys();

    @Override
    protected Confirmations confirmations(ConfirmationSettings settings) {
        return new SetnxConfirmations(keys(), redis.link(), settings);
    }

    @Override
    protected boolean boundsTheirNumber() {
        return false;
    }

    private Confirmations node() {
        return confirmations(settings(Duration.ofDays(1), 1_000_000));
    }

    private int first(Confirmations node, List<Identity> events) {
        return get(node.confirm(group, topic, List.of(), events)).first();
    }

    private BitSet known(Confirmations node, List<Identity> events) {
        return get(node.confirmed(group, topic, events));
    }

    @Test
    void shouldForgetWhenTheRetentionHasPassed() {
        Confirmations node = confirmations(settings(Duration.ofSeconds(1), 1000));
        first(node, ids(0, 10));

        eventually("they are forgotten", () -> known(node, ids(0, 10)).isEmpty());

        assertThat(first(node, ids(0, 10))).isEqualTo(10);
    }

    @Test
    void shouldOutliveAHeadThatAShorterRetentionMade() {
        first(confirmations(settings(Duration.ofSeconds(1), 1000)), ids(0, 200));
        first(node(), ids(200, 400));

        eventually("those of the shorter one are forgotten", () -> known(node(), ids(0, 200))
                .isEmpty());

        assertThat(known(node(), ids(200, 400)).cardinality()).isEqualTo(200);
        for (String head : new IdentityKeys(group, topic).heads()) {
            assertThat(ttl(head)).isGreaterThan(Duration.ofDays(1).toMillis());
        }
    }

    @Test
    void shouldNeverKnowAgainWhatWasForgottenWhenTheHeadsExpireFirst() {
        first(node(), ids(0, 200));
        get(node().forget(group, topic));
        Confirmations brief = confirmations(settings(Duration.ofSeconds(1), 1000));
        first(brief, ids(200, 400));

        eventually("the heads expire", () -> new IdentityKeys(group, topic)
                .heads().stream().allMatch(head -> ttl(head) < 0));

        assertThat(known(node(), ids(0, 400)).isEmpty()).isTrue();
        assertThat(first(node(), ids(0, 400))).isEqualTo(400);
    }

    @Test
    void shouldForgetWithABoundedNumberOfCommandsWhateverWasConfirmed() {
        first(node(), ids(0, 20_000));

        get(node().forget(group, topic));

        assertThat(new IdentityKeys(group, topic).heads()).hasSize(16).allSatisfy(head -> assertThat(ttl(head))
                .isNegative());
        assertThat(known(node(), ids(0, 20_000)).isEmpty()).isTrue();
    }

    private long ttl(String key) {
        return get(keys().ask(Request.cmd(Command.PTTL).arg(key))).toLong();
    }

    @Test
    void shouldKnowNothingAndGoOnWhenRedisHasLostEverything() {
        Confirmations node = node();
        first(node, ids(0, 500));

        for (String head : new IdentityKeys(group, topic).heads()) {
            get(keys().ask(Request.cmd(Command.DEL).arg(head)));
        }

        assertThat(known(node, ids(0, 500)).isEmpty()).isTrue();
        assertThat(first(node, ids(0, 500))).isEqualTo(500);
        assertThat(known(node, ids(0, 501)).cardinality()).isEqualTo(500);
    }

    @Test
    void shouldForgetWhatWasAskedToBeConfirmedBefore() {
        Confirmations node = node();
        Future<Confirmed> one = node.confirm(group, topic, List.of(), ids(0, 10));
        Future<Confirmed> other = node.confirm(group, topic, List.of(), ids(10, 20));
        get(Future.all(one, other));

        get(node.forget(group, topic));

        assertThat(known(node(), ids(0, 20)).isEmpty()).isTrue();
    }

    @Test
    void shouldDoAsItsTwinDoesWhenHistoriesAreRandom() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            ConfirmationSettings settings =
                    new ConfirmationSettings(Duration.ofDays(1), 1_000_000, 1 + random.nextInt(300), 64 << 20);
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
                if (random.nextInt(15) == 0) {
                    get(real.forget(name, topic));
                    get(twin.forget(name, topic));
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
