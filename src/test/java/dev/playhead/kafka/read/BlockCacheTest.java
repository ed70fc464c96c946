package dev.playhead.kafka.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Partition;
import dev.playhead.log.Block;
import dev.playhead.log.BlockBuilder;
import org.junit.jupiter.api.Test;

final class BlockCacheTest {

    @Test
    void shouldLetTheLeastRecentlyReadGoWhenItIsFull() {
        BlockCache cache = new BlockCache(3 * 1024);
        Block first = block(0);
        Block second = block(1);
        Block third = block(2);
        cache.admit(first);
        cache.admit(second);
        cache.admit(third);

        cache.touch(first);

        assertThat(cache.admit(block(3))).containsExactly(second);
        assertThat(cache.bytes()).isEqualTo(3 * 1024);
    }

    @Test
    void shouldCountABlockOnceWhenItIsAdmittedTwiceAndForgottenTwice() {
        BlockCache cache = new BlockCache(3 * 1024);
        Block block = block(0);

        cache.admit(block);
        cache.admit(block);
        assertThat(cache.bytes()).isEqualTo(1024);

        cache.forget(block);
        cache.forget(block);
        assertThat(cache.bytes()).isZero();
    }

    private static Block block(long base) {
        return new BlockBuilder(new Partition("orders", 0), base, 16).build(base + 1);
    }
}
