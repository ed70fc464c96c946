package dev.playhead.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.playhead.event.Event;
import dev.playhead.event.Parsed;
import dev.playhead.testing.Defaults;
import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Events beside the CloudEvents SDK: what is taken here it can read, and it reads the same names. */
final class EventOracleTest {
    private static final String[] MEMBERS = {
        "\"id\":\"1\"",
        "\"id\":\"\\u00e4\\t\"",
        "\"id\":\"ü/\\/\"",
        "\"id\":7",
        "\"source\":\"/a\"",
        "\"source\":\"a:b\"",
        "\"source\":\"\\/a%20\"",
        "\"source\":\"{}\"",
        "\"type\":\"t\"",
        "\"type\":\"\"",
        "\"ty\\u0070e\":\"t\"",
        "\"subject\":\"s\"",
        "\"subject\":null",
        "\"time\":\"2026-11-20T10:00:00.5+01:00\"",
        "\"time\":\"now\"",
        "\"datacontenttype\":\"application/json\"",
        "\"dataschema\":\"a:b\"",
        "\"data\":{\"a\":[1,2.5,\"\\ud83d\\ude00\"]}",
        "\"data\":\"x\"",
        "\"data_base64\":\"aGk=\"",
        "\"data_base64\":\"a\"",
        "\"ext\":\"x\"",
        "\"num\":2147483647",
        "\"num\":2147483648",
        "\"yes\":true",
        "\"Bad\":\"x\"",
        "\"obj\":{}",
        "\"partitionkey\":\"p\""
    };

    private final EventCodec codec = new EventCodec(Defaults.of(CodecLimits.class));
    private final JsonFormat sdk = new JsonFormat();

    @Test
    void shouldTakeOnlyWhatTheSdkReadsWhenEventsAreRandom() {
        int taken = 0;
        for (long seed = 0; seed < 60_000; seed++) {
            byte[] bytes = event(new SplittableRandom(seed)).getBytes(StandardCharsets.UTF_8);
            String text = new String(bytes, StandardCharsets.UTF_8);
            if (codec.structured(bytes, 0, bytes.length) instanceof Parsed.Valid valid) {
                Event event = valid.event();
                taken++;
                assertThatCode(() -> {
                            CloudEvent read = sdk.deserialize(bytes);
                            assertThat(event.eventId().id()).isEqualTo(read.getId());
                            assertThat(event.eventId().source())
                                    .isEqualTo(read.getSource().toString());
                            Object key = read.getExtension("partitionkey");
                            String otherwise =
                                    read.getSubject() == null ? read.getSource().toString() : read.getSubject();
                            assertThat(new String(event.key(), StandardCharsets.UTF_8))
                                    .isEqualTo(key == null ? otherwise : key);
                        })
                        .as("seed %d: %s", seed, text)
                        .doesNotThrowAnyException();
            }
        }
        assertThat(taken).isGreaterThan(1000);
    }

    private static String event(SplittableRandom random) {
        StringBuilder event = new StringBuilder("{\"specversion\":\"1.0\"");
        if (random.nextInt(4) > 0) {
            event.append(",\"id\":\"1\",\"source\":\"/a\",\"type\":\"t\"");
        }
        for (int members = random.nextInt(4); members > 0; members--) {
            event.append(',').append(MEMBERS[random.nextInt(MEMBERS.length)]);
        }
        return event.append('}').toString();
    }
}
