package dev.playhead.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RegistryTest {
    private final Registry registry = new Registry();

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void shouldPublishNothingWhenItIsNotListed() {
        Counter.builder("vertx.made.up").register(registry.registry()).increment();

        assertThat(registry.registry().scrape()).doesNotContain("made_up");
    }

    @Test
    void shouldPublishTheJvmWhenNothingHasHappened() {
        assertThat(registry.registry().scrape())
                .contains("jvm_memory_used_bytes{", "process_start_time_seconds ", "process_cpu_time_ns_total ");
    }
}
