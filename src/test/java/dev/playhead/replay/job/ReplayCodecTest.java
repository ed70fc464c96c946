package dev.playhead.replay.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReplayCodecTest {
    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 3, Integer.MAX_VALUE})
    void shouldKeepTheLeaderEpochOfAnExtentWhenItIsWrittenAndRead(int epoch) {
        ReplayJob read = ReplayCodec.decode(withExtent(5L, 15L, epoch));

        assertThat(read.range().extents()).containsExactly(new ReplayJob.Extent("orders", "T1", 0, 5, 15, epoch));
        assertThat(ReplayCodec.decode(ReplayCodec.encode(read))).isEqualTo(read);
    }

    @Test
    void shouldKnowNoLeaderEpochWhenAnEarlierVersionWroteTheJob() {
        assertThat(ReplayCodec.decode(withExtent(5L, 15L)).range().extents())
                .containsExactly(new ReplayJob.Extent("orders", "T1", 0, 5, 15, -1));
    }

    private static String withExtent(Object... numbers) {
        JsonArray extent = new JsonArray().add("orders").add("T1").add(0);
        for (Object number : numbers) {
            extent.add(number);
        }
        return new JsonObject(ReplayCodec.encode(SampleJobs.made("r-1", 1_000)))
                .put("extents", new JsonArray().add(extent))
                .encode();
    }
}
