package dev.playhead.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Parsed;
import dev.playhead.testing.Defaults;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordPresenterTest {
    private static final String EVENT =
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"t\",\"data\":[1, 2]}";

    private final RecordPresenter presenter = new RecordPresenter();

    @Test
    void shouldWriteTheBytesAsTheyAreWhenTheRecordIsAStructuredEvent() {
        assertThat(presented(null, utf8(" " + EVENT + "\n"), Map.of("content-type", "application/cloudevents+json")))
                .isEqualTo(EVENT);
        assertThat(presented(null, utf8(EVENT), Map.of())).isEqualTo(EVENT);
        assertThat(presenter.source()).isEqualTo("/a");
        assertThat(presenter.subject()).isEqualTo(TextSlice.NONE);
    }

    @Test
    void shouldComposeTheEventWhenTheRecordIsInBinaryMode() {
        Map<String, String> headers = new LinkedHashMap<>(Map.of(
                "ce_specversion", "1.0", "ce_id", "\"1\"", "ce_source", "/a", "ce_type", "t", "ce_subject", "s"));
        headers.put("ce_Bad", "x");
        headers.put("other", "x");

        assertThat(event(null, utf8("hello"), headers).getBinary("data_base64")).isEqualTo(utf8("hello"));
        headers.put("content-type", "application/json");
        assertThat(event(null, utf8(" {\"a\":1} "), headers).getJsonObject("data"))
                .isEqualTo(new JsonObject("{\"a\":1}"));
        assertThat(event(null, utf8("{\"a\":1"), headers).getBinary("data_base64"))
                .isEqualTo(utf8("{\"a\":1"));
        assertThat(event(null, null, headers).containsKey("data")).isFalse();
        headers.put("content-type", "text/plain; charset=UTF-8");
        JsonObject event = event(null, utf8("\"hëllo\"\n"), headers);
        assertThat(event.getString("data")).isEqualTo("\"hëllo\"\n");
        assertThat(event.getString("id")).isEqualTo("\"1\"");
        assertThat(event.fieldNames())
                .containsExactlyInAnyOrder("specversion", "id", "source", "type", "subject", "datacontenttype", "data");
        assertThat(presenter.type()).isEqualTo("t");
    }

    @Test
    void shouldPresentTheRecordWhenItIsNoEvent() {
        JsonObject event = event(utf8("k"), new byte[] {(byte) 0xff, 0}, Map.of("content-type", "application/avro"));

        assertThat(event)
                .isEqualTo(new JsonObject("{\"specversion\":\"1.0\",\"id\":\"orders-3-7\",\"source\":\"/kafka/orders\","
                        + "\"type\":\"dev.playhead.record\",\"time\":\"2023-11-14T22:13:20.000Z\",\"partitionkey\":\"k\","
                        + "\"datacontenttype\":\"application/avro\",\"data_base64\":\"/wA=\"}"));
        assertThat(event(new byte[] {(byte) 0xff}, null, Map.of()).fieldNames())
                .containsExactlyInAnyOrder("specversion", "id", "source", "type", "time");
        assertThat(event(null, utf8("{\"id\":1}"), Map.of("content-type", "application/cloudevents+json"))
                        .getString("type"))
                .isEqualTo("dev.playhead.record");
        assertThat(event(null, utf8("x"), Map.of("ce_specversion", "1.0")).getString("type"))
                .isEqualTo("dev.playhead.record");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"specversion\":\"0.3\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"t\"",
                "\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"t\",\"time\":\"2026-11-20 10:00\"",
                "\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"a b\",\"type\":\"t\"",
                "\"specversion\":\"1.0\",\"id\":7,\"source\":\"/a\",\"type\":\"t\"",
                "\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"t\",\"dataschema\":\"relative\"",
                "\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"t\",\"Upper\":\"x\"",
                "\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"t\",\"deep\":{}",
                "\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"t\",\"data\":1,\"data_base64\":\"AA==\"",
                "\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"t\",\"data_base64\":\"!\""
            })
    void shouldPresentTheRecordWhenTheStructuredEventBreaksARule(String members) {
        byte[] value = utf8("{" + members + "}");

        JsonObject event = event(null, value, Map.of("content-type", "application/cloudevents+json"));
        assertThat(event.getString("type")).isEqualTo("dev.playhead.record");
        assertThat(event.getBinary("data_base64")).isEqualTo(value);
        assertThat(new EventCodec(Defaults.of(CodecLimits.class)).structured(value, 0, value.length))
                .isInstanceOf(Parsed.Invalid.class);
    }

    @ParameterizedTest
    @CsvSource({
        "ce_specversion, 0.3",
        "ce_specversion, 1.0.2",
        "ce_time, yesterday",
        "ce_time, 2026-11-20T25:00:00Z",
        "ce_source, a b",
        "ce_dataschema, relative",
        "ce_subject, ''",
        "ce_extension, '\u0007'"
    })
    void shouldPresentTheRecordWhenAHeaderBreaksARule(String header, String text) {
        Map<String, String> headers =
                new LinkedHashMap<>(Map.of("ce_specversion", "1.0", "ce_id", "1", "ce_source", "/a", "ce_type", "t"));
        assertThat(event(null, utf8("x"), headers).getString("type")).isEqualTo("t");
        headers.put(header, text);

        JsonObject event = event(null, utf8("x"), headers);
        assertThat(event.getString("type")).isEqualTo("dev.playhead.record");
        assertThat(event.getBinary("data_base64")).isEqualTo(utf8("x"));
    }

    @Test
    void shouldWriteAnEventInEveryCaseWhenRecordsAreNoise() {
        for (long seed = 0; seed < 20_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] value = noise(random);
            Map<String, byte[]> headers = new LinkedHashMap<>();
            for (String name :
                    new String[] {"ce_specversion", "ce_id", "ce_source", "ce_type", "ce_x", "content-type"}) {
                if (random.nextInt(8) > 0) {
                    headers.put(name, random.nextInt(4) == 0 ? noise(random) : utf8("application/json"));
                }
            }
            byte[] key = random.nextBoolean() ? noise(random) : null;
            Utf8Buffer out = new Utf8Buffer(16);
            presenter.write(out, "orders", 0, seed, random.nextLong(), key, value, of(headers));
            JsonScanner strict = new JsonScanner(CodecLimits.DEEPEST);
            assertThat(strict.scan(out.array(), 0, out.length()))
                    .as("seed %d: %s", seed, utf8(out))
                    .isTrue();
            JsonObject event = new JsonObject(utf8(out));
            assertThat(event.getString("id")).as("seed %d", seed).isNotEmpty();
            assertThat(event.getString("source")).as("seed %d", seed).isEqualTo(presenter.source());
            assertThat(event.getString("type")).as("seed %d", seed).isEqualTo(presenter.type());
        }
    }

    private static byte[] noise(SplittableRandom random) {
        byte[] noise = random.nextInt(3) == 0 ? utf8(EVENT) : new byte[random.nextInt(20)];
        if (noise.length < 20) {
            random.nextBytes(noise);
        } else if (random.nextBoolean()) {
            noise[random.nextInt(noise.length)] = (byte) random.nextInt();
        }
        return noise;
    }

    private JsonObject event(byte @Nullable [] key, byte @Nullable [] value, Map<String, String> headers) {
        return new JsonObject(presented(key, value, headers));
    }

    private String presented(byte @Nullable [] key, byte @Nullable [] value, Map<String, String> headers) {
        Map<String, byte[]> bytes = new LinkedHashMap<>();
        headers.forEach((name, text) -> bytes.put(name, utf8(text)));
        Utf8Buffer out = new Utf8Buffer(16);
        presenter.write(out, "orders", 3, 7, 1_700_000_000_000L, key, value, of(bytes));
        return utf8(out);
    }

    private static RecordHeaders of(Map<String, byte[]> headers) {
        return new RecordHeaders() {
            @Override
            public byte @Nullable [] last(String name) {
                return headers.get(name);
            }

            @Override
            public void forEach(BiConsumer<String, byte[]> visitor) {
                headers.forEach(visitor);
            }
        };
    }

    private static String utf8(Utf8Buffer out) {
        return new String(out.array(), 0, out.length(), StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
