package dev.playhead.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Event;
import dev.playhead.event.Parsed;
import dev.playhead.testing.Defaults;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TraceContextTest {
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final EventCodec CODEC = new EventCodec(Defaults.of(CodecLimits.class));

    @Test
    void shouldTellItsPartsWhenValid() {
        TraceContext trace = TraceContext.of(PARENT, "rojo=00f067aa0ba902b7, congo@tenant=t61r \"quoted\"");

        assertThat(trace).isNotNull();
        assertThat(trace.traceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(trace.spanId()).isEqualTo("b7ad6b7169203331");
        assertThat(trace.isSampled()).isTrue();
        assertThat(trace.headers()).extracting(Event.Header::name).containsExactly("traceparent", "tracestate");
        assertThat(TraceContext.of(PARENT.replaceAll("01$", "02"), null).isSampled())
                .isFalse();
        assertThat(TraceContext.of("cc" + PARENT.substring(2) + "-what-comes-later", null))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.more",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0g",
                "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            })
    void shouldSayNothingWhenMalformed(String parent) {
        assertThat(TraceContext.of(parent, null)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "no", "UPPER=1", "a=b=c", "a=é", "=x"})
    void shouldKeepTheParentWhenOnlyTheStateIsMalformed(String state) {
        assertThat(TraceContext.of(PARENT, state)).isEqualTo(new TraceContext(PARENT, null));
    }

    @Test
    void shouldBeTheEventsOwnWhenItHasTheExtension() {
        String json = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"t\",\"traceparent\":%s}";

        assertThat(TraceContext.of(structured(json.formatted('"' + PARENT + '"'))))
                .isEqualTo(new TraceContext(PARENT, null));
        assertThat(TraceContext.of(structured(json.formatted("\"none\"")))).isNull();
        assertThat(TraceContext.of(structured(json.formatted("17")))).isNull();
        assertThat(TraceContext.of(
                        structured("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"t\"}")))
                .isNull();
        assertThat(TraceContext.of(binary(Map.entry("ce-traceparent", PARENT), "{\"traceparent\":\"x\"}")))
                .isEqualTo(new TraceContext(PARENT, null));
        assertThat(TraceContext.of(binary(Map.entry("ce-other", "x"), "{\"traceparent\":\"" + PARENT + "\"}")))
                .isNull();
    }

    private static Event structured(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return ((Parsed.Valid) CODEC.structured(bytes, 0, bytes.length)).event();
    }

    private static Event binary(Map.Entry<String, String> header, String data) {
        return ((Parsed.Valid) CODEC.binary(
                        List.of(
                                Map.entry("ce-specversion", "1.0"),
                                Map.entry("ce-id", "1"),
                                Map.entry("ce-source", "/a"),
                                Map.entry("ce-type", "t"),
                                Map.entry("content-type", "application/json"),
                                header),
                        data.getBytes(StandardCharsets.UTF_8)))
                .event();
    }
}
