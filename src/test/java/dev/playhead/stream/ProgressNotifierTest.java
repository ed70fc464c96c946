package dev.playhead.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.delivery.RecordedOutlet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class ProgressNotifierTest {
    private static final long INTERVAL = 1_000;
    private static final long BEHIND = 10;

    private final AtomicLong clock = new AtomicLong(-500);
    private final AtomicReference<String> token = new AtomicReference<>("a");
    private final RecordedOutlet outlet = new RecordedOutlet();
    private final ProgressNotifier notifier = new ProgressNotifier(outlet, token::get, clock::get, INTERVAL, BEHIND);

    @Test
    void shouldSayOnceThatItCaughtUpUntilItFellBehind() {
        notifier.lag(BEHIND + 1);

        assertThat(outlet.said()).as("it never caught up").isEmpty();

        notifier.atEnd();
        notifier.atEnd();

        assertThat(outlet.said()).containsExactly("caughtUp");

        notifier.lag(BEHIND);
        notifier.lag(BEHIND + 1);
        notifier.lag(BEHIND + 2);

        assertThat(outlet.said()).containsExactly("caughtUp", "fellBehind by 11");

        notifier.atEnd();

        assertThat(outlet.said()).containsExactly("caughtUp", "fellBehind by 11", "caughtUp");
    }

    @Test
    void shouldTellThePlaceOnceAnIntervalWhenItMoved() {
        notifier.moved();
        clock.addAndGet(INTERVAL - 1);
        notifier.place();

        assertThat(outlet.said()).as("too early").isEmpty();

        clock.incrementAndGet();
        notifier.place();
        notifier.place();

        assertThat(outlet.said()).containsExactly("place");

        token.set("b");
        clock.addAndGet(INTERVAL);
        notifier.place();

        assertThat(outlet.said()).as("nobody said that it moved").containsExactly("place");

        notifier.moved();
        notifier.place();

        assertThat(outlet.said()).containsExactly("place", "place");
    }

    @Test
    void shouldNotTellAPlaceThatWasTold() {
        assertThat(notifier.sent()).isEqualTo("a");

        notifier.moved();
        clock.addAndGet(INTERVAL);
        notifier.place();

        assertThat(outlet.said()).isEmpty();
        assertThat(notifier.dueAt()).as("it looks again an interval later").isEqualTo(clock.get() + INTERVAL);
    }

    @Test
    void shouldBeginTheIntervalAgainWhenEventsCarryTheToken() {
        notifier.moved();
        clock.addAndGet(INTERVAL);
        token.set("b");
        notifier.sent();
        notifier.moved();
        token.set("c");
        notifier.place();

        assertThat(outlet.said()).isEmpty();

        clock.addAndGet(INTERVAL);
        notifier.place();

        assertThat(outlet.said()).containsExactly("place");
    }
}
