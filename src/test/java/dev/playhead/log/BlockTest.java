package dev.playhead.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.codec.RecordHeaders;
import dev.playhead.event.Attributes;
import dev.playhead.event.EventId;
import dev.playhead.event.Partition;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class BlockTest {
    private static final Partition PARTITION = new Partition("orders", 3);
    private static final String FIRST = "{\"specversion\":\"1.0\",\"id\":\"\\u00e4\",\"source\":\"/a\",\"type\":\"t\","
            + "\"subject\":\"s\",\"ok\":true,\"n\":-7,\"no\":null,\"data\":{\"id\":\"x\"}}";
    private static final String SECOND =
            "{ \"data\" : 1 , \"type\":\"t\",\"specversion\":\"1.0\",\"id\":\"2\",\"source\":\"/a\" }";

    @Test
    void shouldGiveDeliveriesEventsAndAttributesWhenRecordsAreEvents() {
        Block block = block(5, FIRST, SECOND);

        assertThat(new JsonArray("[" + block.deliveries(0, 2) + "]")
                        .getJsonObject(1)
                        .getLong("offset"))
                .isEqualTo(6);
        assertThat(block.deliveryBytes(0, 1)).isEqualTo(block.deliveries(0, 1).length());
        assertThat(block.event(0)).isEqualTo(Buffer.buffer(FIRST));
        assertThat(block.event(1)).isEqualTo(Buffer.buffer(SECOND));
        assertThat(block.eventId(0)).isEqualTo(new EventId("/a", "ä"));
        assertThat(block.eventId(1)).isEqualTo(new EventId("/a", "2"));
        Attributes attributes = block.attributes(0);
        assertThat(attributes.get("id")).isEqualTo("ä");
        assertThat(attributes.get("subject")).isEqualTo("s");
        assertThat(attributes.get("ok")).isEqualTo("true");
        assertThat(attributes.get("n")).isEqualTo("-7");
        assertThat(attributes.get("specversion")).isEqualTo("1.0");
        assertThat(attributes.get("no")).isNull();
        assertThat(attributes.get("data")).isNull();
        assertThat(attributes.get("missing")).isNull();
        assertThat(block.attributes(1).get("subject")).isNull();
        assertThat(block.attributes(1).get("type")).isSameAs(attributes.get("type"));
    }

    @Test
    void shouldKeepEverythingInPlaceWhenBlocksAreJoined() {
        Block both = Block.join(block(5, FIRST), Block.join(block(6, SECOND, FIRST), block(8)));

        assertThat(both.count()).isEqualTo(3);
        assertThat(both.next()).isEqualTo(8);
        assertThat(both.event(1)).isEqualTo(Buffer.buffer(SECOND));
        assertThat(both.eventId(2)).isEqualTo(new EventId("/a", "ä"));
        assertThat(both.attributes(2).get("n")).isEqualTo("-7");
        assertThat(new JsonArray("[" + both.deliveries(0, 3) + "]"))
                .extracting(delivery -> ((JsonObject) delivery).getLong("offset"))
                .containsExactly(5L, 6L, 7L);
    }

    @Test
    void shouldGiveTheRowOfAnOffsetWhenTheBlockHasHoles() {
        BlockBuilder builder = new BlockBuilder(PARTITION, 5, 1024);
        for (long offset : new long[] {5, 9, 10}) {
            builder.add(offset, 1_700_000_000_000L, 1, null, FIRST.getBytes(StandardCharsets.UTF_8), NONE);
        }
        Block block = builder.build(11);

        assertThat(LongStream.of(4, 5, 6, 8, 9, 10, 11, Long.MAX_VALUE).mapToInt(block::rowAt))
                .containsExactly(-1, 0, -1, -1, 1, 2, -1, -1);
        assertThat(block(7).rowAt(7)).isEqualTo(-1);
    }

    @Test
    void shouldTellKeysApartAndGiveBothPartsOfADelivery() {
        BlockBuilder builder = new BlockBuilder(PARTITION, 0, 1024);
        for (String key : new String[] {"a", "b", "a", "0123456789", "0123456789\0", null}) {
            byte[] bytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
            builder.add(builder.next(), 1, 1, bytes, FIRST.getBytes(StandardCharsets.UTF_8), NONE);
        }
        Block block = Block.join(builder.build(6), block(6, SECOND));

        assertThat(block.key(0)).isEqualTo(block.key(2)).isNotEqualTo(block.key(1));
        assertThat(block.key(3)).isNotEqualTo(block.key(4));
        assertThat(block.key(5)).isZero();
        assertThat(block.key(6)).isZero();
        assertThat(block.deliveryTail(1).toString()).startsWith("\"event\":{");
        assertThat(block.deliveryHead(1).toString() + block.deliveryTail(1))
                .isEqualTo(block.deliveries(1, 2).toString());
    }

    @Test
    void shouldSayTheRequestsTraceBesideTheEventWhenItsRecordHasIt() {
        String parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        BlockBuilder builder = new BlockBuilder(PARTITION, 0, 1024);
        for (RecordHeaders headers : List.of(
                headers(Map.of("traceparent", parent, "tracestate", "a=\"b\"")),
                headers(Map.of("traceparent", parent)),
                headers(Map.of("traceparent", "no trace", "tracestate", "a=b")))) {
            builder.add(builder.next(), 1, 1, null, FIRST.getBytes(StandardCharsets.UTF_8), headers);
        }
        Block block = builder.build(3);

        JsonArray deliveries = new JsonArray("[" + block.deliveries(0, 3) + "]");
        assertThat(deliveries.getJsonObject(0).getString("traceparent")).isEqualTo(parent);
        assertThat(deliveries.getJsonObject(0).getString("tracestate")).isEqualTo("a=\"b\"");
        assertThat(deliveries.getJsonObject(1).getString("traceparent")).isEqualTo(parent);
        assertThat(deliveries.getJsonObject(2).fieldNames())
                .containsExactly("topic", "partition", "offset", "recorded", "event");
        assertThat(block.event(0)).isEqualTo(Buffer.buffer(FIRST));
        assertThat(block.deliveryTail(0).toString()).startsWith("\"event\":{");
        assertThat(block.attributes(0).get("traceparent")).isNull();
    }

    private static RecordHeaders headers(Map<String, String> texts) {
        return new RecordHeaders() {
            @Override
            public byte @Nullable [] last(String name) {
                String text = texts.get(name);
                return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public void forEach(BiConsumer<String, byte[]> visitor) {
                texts.forEach((name, text) -> visitor.accept(name, text.getBytes(StandardCharsets.UTF_8)));
            }
        };
    }

    private static Block block(long base, String... values) {
        BlockBuilder builder = new BlockBuilder(PARTITION, base, 1024);
        for (String value : values) {
            builder.add(builder.next(), 1_700_000_000_000L, 1, null, value.getBytes(StandardCharsets.UTF_8), NONE);
        }
        return builder.build(builder.next());
    }

    private static final RecordHeaders NONE = new RecordHeaders() {
        @Override
        public byte @Nullable [] last(String name) {
            return null;
        }

        @Override
        public void forEach(BiConsumer<String, byte[]> visitor) {}
    };
}
