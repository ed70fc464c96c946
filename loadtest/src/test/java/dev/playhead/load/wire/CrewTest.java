package dev.playhead.load.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class CrewTest {
    private final AtomicBoolean interrupted = new AtomicBoolean();

    private Void waitForEver() throws InterruptedException {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            interrupted.set(true);
            throw e;
        }
        return null;
    }

    @Test
    void shouldInterruptTheOthersAtOnceWhenOneFails() {
        Callable<Void> failing = () -> {
            throw new IOException("cut off");
        };
        assertThatThrownBy(() -> Crew.run(Duration.ofMinutes(5), List.of(this::waitForEver, failing)))
                .hasMessageContaining("cut off");
        assertThat(interrupted).isTrue();
    }

    @Test
    void shouldInterruptWhatIsLate() {
        assertThatThrownBy(() -> Crew.run(Duration.ofMillis(50), List.of(this::waitForEver)))
                .hasMessageContaining("not done after");
        assertThat(interrupted).isTrue();
    }
}
