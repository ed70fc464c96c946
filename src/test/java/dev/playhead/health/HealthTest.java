package dev.playhead.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HealthTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final Health health = new Health(now::get, List.of("redis", "kafka"));

    @Test
    void shouldBeReadyWhenAllAreUp() {
        assertThat(health.ready()).isFalse();
        health.up("kafka");
        assertThat(health.ready()).isFalse();
        health.up("redis");
        assertThat(health.ready()).isTrue();
        health.down("kafka", "killed");
        assertThat(health.ready()).isFalse();
        assertThat(health.isUp("redis")).isTrue();
    }

    @Test
    void shouldKeepSinceWhenOnlyTheReasonChanges() {
        now.set(START.plusSeconds(5));
        health.down("kafka", "another reason");
        health.up("redis");

        assertThat(health.dependencies())
                .containsExactly(
                        new Health.Dependency("kafka", false, "another reason", START),
                        new Health.Dependency("redis", true, "up", START.plusSeconds(5)));
    }

    @Test
    void shouldBeReadyAndSayWhatToChangeWhenThereIsAdvice() {
        health.up("kafka");
        health.up("redis", "it may forget");

        assertThat(health.ready()).isTrue();
        assertThat(health.dependencies())
                .contains(new Health.Dependency("redis", true, "up, but it may forget", START));
    }

    @Test
    void shouldRefuseWhenTheNameIsUnknown() {
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> health.up("mongo"));
    }

    @ParameterizedTest
    @CsvSource({"true,'',up", "true,it may forget,'up, but it may forget'", "false,killed,killed"})
    void shouldKeepTheReasonWhenTheStateIsSet(boolean up, String given, String kept) {
        health.set("redis", up, given);

        assertThat(health.dependencies()).contains(new Health.Dependency("redis", up, kept, START));
    }

    @Test
    @Timeout(10)
    void shouldEndTheWaitWhenTheLastOneComesUp() throws InterruptedException {
        health.up("redis");
        Thread other = new Thread(() -> health.up("kafka"), "kafka-up");
        other.start();

        health.awaitUp(List.of("redis", "kafka"), Duration.ofHours(1));

        assertThat(health.isUp("kafka")).isTrue();
        other.join();
    }

    @Test
    @Timeout(10)
    void shouldEndTheWaitWhenThePatienceIsOver() throws InterruptedException {
        health.up("redis");

        health.awaitUp(List.of("redis"), Duration.ofHours(1));
        health.awaitUp(List.of("redis", "kafka"), Duration.ofMillis(1));

        assertThat(health.ready()).isFalse();
    }
}
