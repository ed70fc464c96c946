package dev.playhead.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RegistryTest {
    private final Registry registry = new Registry();

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void shouldPublishTheClassWhenAStatusIsCounted() {
        for (String code : new String[] {"200", "201", "404"}) {
            Counter.builder("vertx.http.server.requests")
                    .tag("code", code)
                    .tag("route", "/v1/topics")
                    .tag("method", "GET")
                    .register(registry.registry())
                    .increment();
        }

        assertThat(registry.registry().scrape())
                .contains("vertx_http_server_requests_total{code=\"2xx\",method=\"GET\",route=\"/v1/topics\"} 2.0")
                .contains("vertx_http_server_requests_total{code=\"4xx\",method=\"GET\",route=\"/v1/topics\"} 1.0");
    }

    @Test
    void shouldPublishAFewBucketsWhenAnAnswerIsTimed() {
        Timer.builder("vertx.http.server.response.time")
                .tag("code", "200")
                .register(registry.registry())
                .record(Duration.ofMillis(3));

        assertThat(registry.registry().scrape().lines().filter(line -> line.contains("_bucket")))
                .hasSize(13)
                .anyMatch(line -> line.contains("le=\"0.005\"} 1"));
    }

    @Test
    void shouldPublishNothingWhenItIsNotListed() {
        Counter.builder("vertx.made.up").register(registry.registry()).increment();
        Counter.builder("vertx.pool.completed")
                .tag("pool_type", "redis")
                .register(registry.registry())
                .increment();

        assertThat(registry.registry().scrape()).doesNotContain("made_up", "redis");
    }

    @Test
    void shouldPublishTheJvmWhenNothingHasHappened() {
        assertThat(registry.registry().scrape())
                .contains("jvm_memory_used_bytes{", "process_start_time_seconds ", "process_cpu_time_ns_total ");
    }
}
