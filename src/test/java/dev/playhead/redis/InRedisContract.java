package dev.playhead.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Identity;
import dev.playhead.group.Confirmations;
import dev.playhead.group.Confirmations.Confirmed;
import dev.playhead.group.ConfirmationsContract;
import dev.playhead.group.Leases;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What every store of confirmations in Redis does for several nodes. */
public abstract class InRedisContract extends ConfirmationsContract {
    @RegisterExtension
    protected final SharedRedis redis = new SharedRedis();

    @Override
    protected final Leases leases() {
        return new RedisLeases(redis.link(), Duration.ofMinutes(1));
    }

    /** The confirmations of another node, with room for all identities of a test. */
    private Confirmations node() {
        return confirmations(settings(Duration.ofDays(1), 1_000_000));
    }

    @Test
    void shouldBeFirstOnceWhenSeveralNodesConfirmTheSameAtOnceFromSeveralEventLoops() {
        for (int seed = 0; seed < 10; seed++) {
            Random random = new Random(seed);
            String name = group + " " + seed;
            List<Confirmations> nodes = List.of(node(), node(), node());
            List<Context> loops = List.of(loop(), loop(), loop());
            Set<Identity> confirmed = new HashSet<>();
            List<Future<Confirmed>> answers = new ArrayList<>();
            for (int call = 0; call < 300; call++) {
                List<Identity> some = new ArrayList<>();
                for (int count = random.nextInt(30); count > 0; count--) {
                    some.add(id(random.nextInt(2000)));
                }
                confirmed.addAll(some);
                Confirmations node = nodes.get(random.nextInt(3));
                Promise<Confirmed> answer = Promise.promise();
                loops.get(random.nextInt(3)).runOnContext(here -> node.confirm(name, topic, List.of(), some)
                        .onComplete(answer));
                answers.add(answer.future());
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

    private Context loop() {
        return redis.vertx().getOrCreateContext();
    }
}
