package dev.playhead.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Partition;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every {@link Redrives} does. */
public abstract class RedrivesContract {
    private static final Partition P0 = new Partition("orders", 0);
    private static final Partition P1 = new Partition("orders", 1);

    private final String group = "billing-" + UUID.randomUUID();

    protected abstract Redrives redrives();

    private static <T> T get(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError("no end within 20 s", e);
        }
    }

    @Test
    void shouldTellWhatIsAskedForOnceAndInOrder() {
        get(redrives().ask(group, P0, List.of(70L, 1L << 50, 8L)));
        get(redrives().ask(group, P0, List.of(8L, 9L)));

        assertThat(get(redrives().asked(group, P0))).containsExactly(8L, 9L, 70L, 1L << 50);
        assertThat(get(redrives().asked(group, P1))).isEmpty();
        assertThat(get(redrives().asked("another", P0))).isEmpty();
    }

    @Test
    void shouldForgetWhatIsDone() {
        Redrives redrives = redrives();
        get(redrives.ask(group, P0, LongStream.range(0, 2500).boxed().toList()));

        get(redrives.done(group, P0, LongStream.range(1, 2499).boxed().toList()));
        get(redrives.done(group, P0, List.of(2499L, 5000L)));

        assertThat(get(redrives.asked(group, P0))).containsExactly(0L);
    }

    @Test
    void shouldDoNothingWhenGivenNothing() {
        Redrives redrives = redrives();

        get(redrives.ask(group, P0, List.of()));
        get(redrives.done(group, P0, List.of()));

        assertThat(get(redrives.asked(group, P0))).isEmpty();
    }
}
