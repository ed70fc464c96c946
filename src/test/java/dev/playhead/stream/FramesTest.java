package dev.playhead.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Partition;
import dev.playhead.log.Block;
import dev.playhead.log.Read;
import dev.playhead.testing.MemoryLog;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FramesTest {
    private static final int SEEDS = 300;
    private static final Partition PARTITION = new Partition("orders", 0);

    @Test
    void shouldHaveEachDeliveryInOrderWhateverTheRuns() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            Block block = block(random, 20 + random.nextInt(40));
            Batch batch = new Batch();
            List<Long> offsets = new ArrayList<>();
            List<Integer> attempts = new ArrayList<>();
            int at = 0;
            while (at < block.count()) {
                boolean again = random.nextInt(4) == 0;
                int to = again ? at + 1 : Math.min(block.count(), at + 1 + random.nextInt(12));
                if (again) {
                    batch.addAgain(block, at, 2 + random.nextInt(20));
                } else {
                    batch.add(block, at, to);
                }
                for (int row = at; row < to; row++) {
                    offsets.add(block.offset(row));
                    attempts.add(again ? 2 : 1);
                }
                at = to + random.nextInt(3);
            }

            JsonArray events = events(batch);

            assertThat(events).as("seed " + seed).hasSameSizeAs(offsets);
            for (int index = 0; index < events.size(); index++) {
                JsonObject delivery = events.getJsonObject(index);
                assertThat(delivery.getLong("offset")).isEqualTo(offsets.get(index));
                assertThat(delivery.containsKey("attempt")).isEqualTo(attempts.get(index) > 1);
                assertThat(delivery.getJsonObject("event").getString("id")).isEqualTo("id-" + offsets.get(index));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1,100,1", "15,50,1", "1,8000,2", "30,1000,2"})
    void shouldShareTheBytesOfALongRunAlone(int events, int bytes, int parts) {
        MemoryLog log = new MemoryLog(() -> 0);
        log.topic("orders", 1);
        for (int event = 0; event < events; event++) {
            log.put(PARTITION, event(event, bytes));
        }
        Batch batch = new Batch();
        Block block = ((Read.Loaded) log.read(PARTITION, 0).result()).block();
        batch.add(block, 0, events);

        assertThat(Frames.eventsRest(batch)).hasSize(parts);
        assertThat(events(batch)).hasSize(events);
    }

    private static JsonArray events(Batch batch) {
        Buffer frame = Buffer.buffer(Frames.eventsHead("token"));
        Frames.eventsRest(batch).forEach(frame::appendBuffer);
        return frame.toJsonObject().getJsonArray("events");
    }

    private static Block block(Random random, int events) {
        MemoryLog log = new MemoryLog(() -> 0);
        log.topic("orders", 1);
        for (int event = 0; event < events; event++) {
            log.put(PARTITION, event(event, random.nextInt(10) == 0 ? 5000 : random.nextInt(900)));
        }
        return ((Read.Loaded) log.read(PARTITION, 0).result()).block();
    }

    private static String event(int id, int bytes) {
        return new JsonObject()
                .put("specversion", "1.0")
                .put("id", "id-" + id)
                .put("source", "/test")
                .put("type", "made")
                .put("data", "x".repeat(bytes))
                .encode();
    }
}
