package dev.playhead.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

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
                        new Dependency("kafka", false, "another reason", START),
                        new Dependency("redis", true, "up", START.plusSeconds(5)));
    }

    @Test
    void shouldBeReadyAndSayWhatToChangeWhenThereIsAdvice() {
        health.up("kafka");
        health.up("redis", "it may forget");

        assertThat(health.ready()).isTrue();
        assertThat(health.dependencies()).contains(new Dependency("redis", true, "up, but it may forget", START));
    }

    @Test
    void shouldRefuseWhenTheNameIsUnknown() {
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> health.up("mongo"));
    }
}
