package dev.playhead.load.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ConfirmFrameTest {
    private static final int MOST = 100;

    @Test
    void shouldNameWhatWasGatheredInOrderFrameAfterFrame() {
        for (int seed = 0; seed < 500; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            ConfirmFrame frame = new ConfirmFrame(MOST);
            for (int round = 0; round < 5; round++) {
                List<Object> ids = new ArrayList<>();
                long first = random.nextLong(100_000_000_000L);
                for (int i = random.nextInt(1, MOST + 1); i > 0; i--) {
                    String id = "testrunx" + String.format("%011d", ids.isEmpty() ? first : random.nextLong(1 << 30));
                    ids.add(id);
                    frame.add(Request.ascii("…\"" + id + "\"…"), 2);
                }
                assertThat(frame.ids()).as("seed %d", seed).isEqualTo(ids.size());
                assertThat(frame.firstNumber()).as("seed %d", seed).isEqualTo(first);
                long ref = random.nextLong(Long.MAX_VALUE);
                JsonObject json = new JsonObject(
                        StandardCharsets.US_ASCII.decode(frame.take(ref)).toString());
                assertThat(json.getMap().keySet()).containsExactly("op", "ref", "ids");
                assertThat(json.getString("op")).isEqualTo("confirm");
                assertThat(json.getLong("ref")).as("seed %d", seed).isEqualTo(ref);
                assertThat(json.getJsonArray("ids").getList())
                        .as("seed %d", seed)
                        .isEqualTo(ids);
            }
        }
    }
}
