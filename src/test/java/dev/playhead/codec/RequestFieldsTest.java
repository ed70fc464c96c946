package dev.playhead.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.playhead.event.Fault;
import dev.playhead.event.Position;
import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestFieldsTest {
    private static final Set<String> KNOWN = Set.of("number", "flag", "word", "text", "time", "positions", "inner");

    @Test
    void shouldReadEachTypeWhenAllIsWell() {
        RequestFields fields = of("""
                {"number":7,"flag":true,"word":"b","text":"t","time":"PT5S",
                 "positions":[{"topic":"a","partition":1,"offset":9000000000}]}""");

        assertThat(fields.number("number", 1, 10, 3)).isEqualTo(7);
        assertThat(fields.flag("flag", false)).isTrue();
        assertThat(fields.word("word", List.of("a", "b"))).isEqualTo("b");
        assertThat(fields.text("text", "", 1)).isEqualTo("t");
        assertThat(fields.duration("time", Duration.ZERO, Duration.ZERO, Duration.ofHours(1)))
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(fields.positions("positions")).containsExactly(new Position("a", 1, 9_000_000_000L));
        assertThat(fields.isFaulty()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "5s,PT5S",
        "500ms,PT0.5S",
        "1m,PT1M",
        "PT1M30S,PT1M30S",
        "pt5s,PT5S",
        "1h,PT1H",
        "0 s,PT0S",
        "PT0.25S,PT0.25S"
    })
    void shouldReadADurationWhenItHasAUnitOrIsIso(String text, String same) {
        assertThat(of("{\"time\":\"" + text + "\"}")
                        .duration("time", Duration.ofDays(1), Duration.ZERO, Duration.ofHours(1)))
                .isEqualTo(Duration.parse(same));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"5", "\"5\"", "\"-5s\"", "\"PT-5S\"", "\"5 sec\"", "\"1m30\"", "\"\"", "\"9999999999999s\"", "{}"
            })
    void shouldPlaceTheFaultWhenItIsNoDurationWithinTheBounds(String value) {
        RequestFields fields = of("{\"time\":" + value + "}");
        assertThat(fields.duration("time", Duration.ofDays(1), Duration.ZERO, Duration.ofHours(1)))
                .isEqualTo(Duration.ofDays(1));
        assertThat(places(fields)).containsExactly("/time");
    }

    @Test
    void shouldAnswerTheDefaultsWhenTheObjectIsEmpty() {
        RequestFields fields = of("{}").withoutNulls(KNOWN);

        assertThat(fields.number("number", 1, 10, 3)).isEqualTo(3);
        assertThat(fields.flag("flag", true)).isTrue();
        assertThat(fields.word("word", List.of("a", "b"))).isEqualTo("a");
        assertThat(fields.text("text", "none", 1)).isEqualTo("none");
        assertThat(fields.duration("time", Duration.ofSeconds(2), Duration.ZERO, Duration.ofHours(1)))
                .isEqualTo(Duration.ofSeconds(2));
        assertThat(fields.positions("positions")).isEmpty();
        assertThat(fields.refusal("")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"number\":11}",
                "{\"number\":1.5}",
                "{\"number\":-99999999999999999999}",
                "{\"flag\":\"true\"}",
                "{\"word\":\"c\"}",
                "{\"word\":1}",
                "{\"text\":\"tt\"}",
                "{\"text\":[]}",
                "{\"time\":\"PT2H\"}",
                "{\"time\":\"2 hours\"}",
                "{\"positions\":{}}",
                "{\"inner\":[]}"
            })
    void shouldPlaceTheFaultAtTheMemberWhenItIsInvalid(String json) {
        RequestFields fields = of(json);
        fields.number("number", 1, 10, 3);
        fields.flag("flag", true);
        fields.word("word", List.of("a", "b"));
        fields.text("text", "", 1);
        fields.duration("time", Duration.ZERO, Duration.ZERO, Duration.ofHours(1));
        fields.positions("positions");
        fields.object("inner", Set.of());

        assertThat(places(fields))
                .containsExactly(
                        "/" + new JsonObject(json).fieldNames().iterator().next());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "null",
                "{}",
                "{\"topic\":\"a\",\"partition\":0}",
                "{\"topic\":\"a\",\"partition\":0,\"offset\":\"1\"}",
                "{\"topic\":\"a\",\"partition\":0,\"offset\":1.5}",
                "{\"topic\":\"a\",\"partition\":4294967296,\"offset\":1}",
                "{\"topic\":\"a\",\"partition\":0,\"offset\":1,\"more\":1}"
            })
    void shouldPlaceTheFaultAtTheElementWhenItIsNoPosition(String element) {
        RequestFields fields = of("{\"positions\":[{\"topic\":\"a\",\"partition\":0,\"offset\":1}," + element + "]}");
        fields.positions("positions");

        assertThat(places(fields)).containsExactly("/positions/1");
    }

    @Test
    void shouldPlaceTheFaultInsideWhenAnInnerObjectIsInvalid() {
        RequestFields fields = of("{\"inner\":{\"odd\":1,\"n\":0}}");
        RequestFields inner = fields.object("inner", Set.of("n"));
        assertThat(inner).isNotNull();
        inner.number("n", 1, 2, 1);

        assertThat(places(fields)).containsExactly("/inner/odd", "/inner/n");
    }

    @Test
    void shouldRefuseNullsWhereTheyMustNotSelectTheDefault() {
        assertThat(places(of("{\"number\":null,\"flag\":null}").withoutNulls(Set.of("flag"))))
                .containsExactly("/flag");
    }

    @Test
    void shouldBoundTheFaultsWhenEveryElementHasOne() {
        JsonArray odd = new JsonArray();
        for (int each = 0; each < 10_000; each++) {
            odd.add(each);
        }
        RequestFields fields = new RequestFields(new JsonObject().put("positions", odd), KNOWN);
        fields.positions("positions");

        assertThat(places(fields)).hasSize(20).startsWith("/positions/0");
    }

    private static RequestFields of(String json) {
        return new RequestFields(new JsonObject(json), KNOWN);
    }

    private static List<String> places(RequestFields fields) {
        RefusedException refused =
                catchThrowableOfType(RefusedException.class, () -> fields.refuse("The request is invalid"));
        assertThat(refused.refusal().problem()).isEqualTo(Problem.INVALID_REQUEST);
        return refused.refusal().faults().stream().map(Fault::pointer).toList();
    }
}
