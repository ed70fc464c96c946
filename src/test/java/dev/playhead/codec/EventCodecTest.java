package dev.playhead.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Event;
import dev.playhead.event.Fault;
import dev.playhead.event.Parsed;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.testing.Defaults;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EventCodecTest {
    private static final String MINIMAL = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"t\"}";

    private final EventCodec codec = new EventCodec(Defaults.of(CodecLimits.class));

    @Test
    void shouldKeepTheBytesAndTakeTheSourceAsKeyWhenThereIsNoSubject() {
        Event event = event("  " + MINIMAL + "\r\n");

        assertThat(utf8(event.value())).isEqualTo(MINIMAL);
        assertThat(utf8(event.key())).isEqualTo("/a");
        assertThat(event.eventId().id()).isEqualTo("1");
        assertThat(event.headers()).singleElement().satisfies(header -> {
            assertThat(header.name()).isEqualTo("content-type");
            assertThat(utf8(header.value())).isEqualTo("application/cloudevents+json");
        });
    }

    @Test
    void shouldOrderBySubjectOrPartitionkeyWhenThereIsOne() {
        assertThat(utf8(event(with("\"subject\":\"s\"")).key())).isEqualTo("s");
        assertThat(utf8(event(with("\"subject\":\"s\",\"partitionkey\":\"p\"")).key()))
                .isEqualTo("p");
        assertThat(utf8(event(with("\"subject\":null")).key())).isEqualTo("/a");
    }

    @Test
    void shouldUnescapeWhatItExtractsWhenNamesAndValuesAreEscaped() {
        Event event = event(MINIMAL.replace("\"id\":\"1\"", "\"\\u0069d\":\"\\u00e4\\n\"".replace("\\n", "")));

        assertThat(event.eventId().id()).isEqualTo("ä");
    }

    @Test
    void shouldNameEveryFaultWhenSeveralAttributesAreWrong() {
        Refusal refusal =
                refusal("{\"specversion\":\"0.3\",\"id\":\"\",\"source\":7,\"time\":\"today\",\"Upper\":1,\"x\":1.5,"
                        + "\"y\":{},\"data\":1,\"data_base64\":\"?\"}");

        assertThat(refusal.problem()).isEqualTo(Problem.INVALID_EVENT);
        assertThat(refusal.faults())
                .extracting(Fault::pointer)
                .containsExactlyInAnyOrder(
                        "/specversion",
                        "/id",
                        "/source",
                        "/time",
                        "/Upper",
                        "/x",
                        "/y",
                        "/data_base64",
                        "/data_base64",
                        "/type");
    }

    @Test
    void shouldSayWhatAndWhereWhenItIsNotJson() {
        assertThat(refusal("{\"a\":[1,{\"b\":tru}]}").faults())
                .containsExactly(Fault.at("/a/1/b", "This does not begin a value"));
        assertThat(refusal("{\"a\":1,\"\\u0061\":2}").faults())
                .containsExactly(Fault.at("/a", "The object has this key twice"));
        assertThat(refusal("{\"a\":1}x").detail()).isEqualTo("Nothing may follow the value, at byte 7");
        assertThat(refusal("{\"a\":" + "[".repeat(64) + "]".repeat(64) + "}").problem())
                .isEqualTo(Problem.TOO_LARGE);
    }

    @Test
    void shouldRefuseOneElementAndTakeTheOthersWhenItsFaultIsItsOwn() {
        String list = "[" + MINIMAL + ",{\"a\":1,\"a\":[\"]\"]}, 7 ,{\"id\":\"\"}," + MINIMAL + "] ";

        List<Parsed> elements = ((EventCodec.ParsedBatch.Elements) codec.batch(utf8(list))).elements();

        assertThat(elements).hasSize(5);
        assertThat(elements.get(0)).isInstanceOf(Parsed.Valid.class);
        assertThat(((Parsed.Invalid) elements.get(1)).refusal().faults())
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.index()).isEqualTo(1);
                    assertThat(fault.pointer()).isEqualTo("/a");
                });
        assertThat(elements.get(2)).isInstanceOf(Parsed.Invalid.class);
        assertThat(((Parsed.Invalid) elements.get(3)).refusal().faults())
                .hasSize(4)
                .allMatch(fault -> Integer.valueOf(3).equals(fault.index()));
        assertThat(elements.get(4)).isInstanceOf(Parsed.Valid.class);
    }

    @Test
    void shouldRefuseTheBatchWhenItIsBroken() {
        for (String broken : List.of("", "{}", "[", "[1", "[1,", "[1,]", "[tru]", "[1]2")) {
            assertThat(codec.batch(utf8(broken))).as(broken).isInstanceOf(EventCodec.ParsedBatch.Broken.class);
        }
        assertThat(codec.batch(utf8("[ ]"))).isEqualTo(new EventCodec.ParsedBatch.Elements(List.of()));
    }

    @Test
    void shouldRefuseWhatIsTooLargeWhenLimitsAreSmall() {
        EventCodec small = new EventCodec(new CodecLimits(256, 8, 2, 1000));
        String large = with("\"data\":\"" + "x".repeat(256) + "\"");

        assertThat(small.structured(utf8(large), 0, large.length()))
                .isInstanceOfSatisfying(
                        Parsed.Invalid.class,
                        it -> assertThat(it.refusal().problem()).isEqualTo(Problem.TOO_LARGE));
        assertThat(((EventCodec.ParsedBatch.Elements) small.batch(utf8("[" + large + "," + MINIMAL + "]"))).elements())
                .extracting(Object::getClass)
                .containsExactly((Class) Parsed.Invalid.class, Parsed.Valid.class);
        assertThat(small.batch(utf8("[1,2,3]"))).isInstanceOf(EventCodec.ParsedBatch.Broken.class);
        assertThat(small.batch(new byte[1001])).isInstanceOf(EventCodec.ParsedBatch.Broken.class);
    }

    @Test
    void shouldStoreHeadersAsKafkaHasThemWhenTheModeIsBinary() {
        List<Map.Entry<String, String>> headers = headers();
        headers.add(Map.entry("CE-Subject", "%E4%BD%A0%20a"));
        headers.add(Map.entry("Content-Type", "text/plain; charset=utf-8"));
        headers.add(Map.entry("Host", "localhost"));

        Event event = ((Parsed.Valid) codec.binary(headers, utf8("hello"))).event();

        assertThat(utf8(event.key())).isEqualTo("你 a");
        assertThat(utf8(event.value())).isEqualTo("hello");
        assertThat(event.headers())
                .extracting(header -> header.name() + "=" + utf8(header.value()))
                .containsExactly(
                        "ce_specversion=1.0",
                        "ce_id=1",
                        "ce_source=/a",
                        "ce_type=t",
                        "ce_subject=你 a",
                        "content-type=text/plain; charset=utf-8");
    }

    @Test
    void shouldNameEveryHeaderThatIsWrongWhenTheModeIsBinary() {
        List<Map.Entry<String, String>> headers = headers();
        headers.add(Map.entry("ce-id", "2"));
        headers.add(Map.entry("ce-x_y", "2"));
        headers.add(Map.entry("ce-data", "2"));
        headers.add(Map.entry("ce-time", "now"));
        headers.add(Map.entry("ce-subject", "%zz"));
        headers.add(Map.entry("content-type", "?"));

        assertThat(((Parsed.Invalid) codec.binary(headers, new byte[0]))
                        .refusal()
                        .faults())
                .extracting(Fault::parameter)
                .containsExactly("ce-id", "ce-x_y", "ce-data", "ce-time", "ce-subject", "content-type");
    }

    private static List<Map.Entry<String, String>> headers() {
        return new ArrayList<>(List.of(
                Map.entry("ce-specversion", "1.0"),
                Map.entry("ce-id", "1"),
                Map.entry("ce-source", "\"/a\""),
                Map.entry("ce-type", "t")));
    }

    private Event event(String json) {
        return ((Parsed.Valid) parsed(json)).event();
    }

    private Refusal refusal(String json) {
        return ((Parsed.Invalid) parsed(json)).refusal();
    }

    private Parsed parsed(String json) {
        byte[] bytes = utf8(json);
        return codec.structured(bytes, 0, bytes.length);
    }

    private static String with(String members) {
        return MINIMAL.replace("}", "," + members + "}");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String utf8(byte[] text) {
        return new String(text, StandardCharsets.UTF_8);
    }
}
