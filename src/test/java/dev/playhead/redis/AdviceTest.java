package dev.playhead.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class AdviceTest {

    @Test
    void shouldSayNothingWhenAllIsWell() {
        assertThat(Advice.of("# Memory\r\nmaxmemory_policy:noeviction\r\n# Persistence\r\naof_enabled:1\r\n"))
                .isEmpty();
    }

    @Test
    void shouldSayNothingWhenNothingIsKnown() {
        assertThat(Advice.of("")).isEmpty();
    }

    @Test
    void shouldNameBothWhenBothAreWrong() {
        assertThat(Advice.of("maxmemory_policy:allkeys-lru\r\naof_enabled:0\r\n"))
                .contains("noeviction")
                .contains("appendonly");
    }
}
