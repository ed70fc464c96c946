package dev.playhead.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Partition;
import dev.playhead.group.Attempts.Attempt;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every {@link Attempts} does. */
public abstract class AttemptsContract {
    private static final Partition P0 = new Partition("orders", 0);
    private static final Partition P1 = new Partition("orders", 1);

    private final String group = "billing-" + UUID.randomUUID();

    protected abstract Attempts attempts();

    private static <T> T get(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError("no end within 20 s", e);
        }
    }

    @Test
    void shouldKnowNothingWhenNothingWasPutDown() {
        assertThat(get(attempts().load(group, P0))).isEmpty();
    }

    @Test
    void shouldTellTheLatestInOrderWhenPutDownAgain() {
        Attempts attempts = attempts();
        Attempt far = new Attempt(1L << 50, 2, 1_795_000_000_000L);
        Attempt near = new Attempt(7, 2, 1_795_000_000_001L);
        get(attempts.put(group, P0, List.of(far, near)));
        Attempt again = new Attempt(7, 3, near.firstAt());

        get(attempts.put(group, P0, List.of(again)));

        assertThat(get(attempts.load(group, P0))).containsExactly(again, far);
        assertThat(get(attempts.load(group, P1))).isEmpty();
        assertThat(get(attempts.load("another", P0))).isEmpty();
    }

    @Test
    void shouldForgetWhatIsSettled() {
        Attempts attempts = attempts();
        List<Attempt> all = LongStream.range(0, 2500)
                .mapToObj(offset -> new Attempt(offset, 2, 1))
                .toList();
        get(attempts.put(group, P0, all));

        get(attempts.forget(group, P0, LongStream.range(1, 3000).boxed().toList()));

        assertThat(get(attempts.load(group, P0))).containsExactly(all.get(0));
    }

    @Test
    void shouldForgetAllOfThePartitionWhenToldTo() {
        Attempts attempts = attempts();
        Attempt attempt = new Attempt(1, 2, 3);
        get(attempts.put(group, P0, List.of(attempt)));
        get(attempts.put(group, P1, List.of(attempt)));

        get(attempts.forgetAll(group, P0));

        assertThat(get(attempts.load(group, P0))).isEmpty();
        assertThat(get(attempts.load(group, P1))).containsExactly(attempt);
    }

    @Test
    void shouldDoNothingWhenGivenNothing() {
        Attempts attempts = attempts();

        get(attempts.put(group, P0, List.of()));
        get(attempts.forget(group, P0, List.of()));

        assertThat(get(attempts.load(group, P0))).isEmpty();
    }
}
