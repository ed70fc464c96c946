package dev.playhead.kafka.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Partition;
import dev.playhead.log.Block;
import dev.playhead.log.BlockBuilder;
import org.junit.jupiter.api.Test;

final class EvictionsTest {
    private final Evictions evictions = new Evictions(2);

    @Test
    void shouldTellABlockOnceWhenItHadBeenEvicted() {
        evictions.add(block(5));

        assertThat(evictions.remove(block(6))).isFalse();
        assertThat(evictions.remove(block(5))).isTrue();
        assertThat(evictions.remove(block(5))).isFalse();
    }

    @Test
    void shouldForgetTheOldestWhenThereAreMany() {
        evictions.add(block(1));
        evictions.add(block(2));
        evictions.add(block(1));
        evictions.add(block(3));

        assertThat(evictions.remove(block(2))).isFalse();
        assertThat(evictions.remove(block(1))).isTrue();
        assertThat(evictions.remove(block(3))).isTrue();
    }

    private static Block block(long base) {
        return new BlockBuilder(new Partition("orders", 0), base, 16).build(base + 1);
    }
}
