package dev.playhead.kafka.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Partition;
import dev.playhead.log.Block;
import dev.playhead.log.BlockBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

final class RecordIntakeTest {
    private static final int RECORDS = 2_000;
    private static final int LONGEST = 6_000;

    @Test
    void shouldKeepTheBytesOfEachRecordApartWhenLengthsRepeat() {
        Random random = new Random(7);
        RecordIntake intake = new RecordIntake();
        BlockBuilder builder = new BlockBuilder(new Partition("orders", 0), 0, 1 << 20);
        Map<String, Long> hashes = new HashMap<>();
        String[] values = new String[RECORDS];
        String[] keys = new String[RECORDS];
        for (int offset = 0; offset < RECORDS; offset++) {
            values[offset] = event(offset, random.nextInt(20) == 0 ? random.nextInt(LONGEST) : random.nextInt(4));
            keys[offset] = "key-" + random.nextInt(30);
            intake.add(builder, record(offset, keys[offset], values[offset]));
        }
        Block block = builder.build(RECORDS);

        for (int row = 0; row < RECORDS; row++) {
            assertThat(block.event(row).toString(StandardCharsets.UTF_8)).isEqualTo(values[row]);
            long hash = block.key(row);
            assertThat(hashes.computeIfAbsent(keys[row], first -> hash)).isEqualTo(hash);
        }
        assertThat(hashes.values()).doesNotHaveDuplicates();
    }

    @Test
    void shouldTakeARecordWithoutAKeyAndWithoutAValue() {
        BlockBuilder builder = new BlockBuilder(new Partition("orders", 0), 0, 64);
        new RecordIntake().add(builder, new ConsumerRecord<>("orders", 0, 0, null, null));
        Block block = builder.build(1);

        assertThat(block.key(0)).isZero();
        assertThat(block.event(0).toJsonObject().getString("type")).isEqualTo("dev.playhead.record");
    }

    private static String event(int id, int more) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + (1_000 + id) + "\",\"source\":\"/s\",\"type\":\"t\",\"data\":\""
                + "x".repeat(more) + "\"}";
    }

    /** Key and value are slices of one buffer, as Kafka's consumer gives them. */
    private static ConsumerRecord<ByteBuffer, ByteBuffer> record(long offset, String key, String value) {
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        byte[] all = (key + value).getBytes(StandardCharsets.UTF_8);
        ByteBuffer keySlice = ByteBuffer.wrap(all, 0, keyBytes.length).slice();
        ByteBuffer valueSlice = ByteBuffer.wrap(all, keyBytes.length, all.length - keyBytes.length)
                .slice();
        return new ConsumerRecord<>("orders", 0, offset, keySlice, valueSlice);
    }
}
