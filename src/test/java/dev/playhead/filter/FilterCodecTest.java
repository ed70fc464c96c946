package dev.playhead.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.playhead.event.Attributes;
import dev.playhead.event.EventFilter;
import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.testing.Defaults;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class FilterCodecTest {
    private static final Map<String, String> EVENT =
            Map.of("specversion", "1.0", "id", "1", "source", "/a", "type", "order.created", "n", "7");

    private final AtomicInteger failures = new AtomicInteger();
    private final FilterCodec codec = new FilterCodec(Defaults.of(FilterLimits.class), failures::incrementAndGet);

    @Test
    void shouldLetThroughWhatEveryElementMatchesWhenTheyCombine() {
        assertThat(matches("[]")).isTrue();
        assertThat(matches("[{'exact':{'type':'order.created','source':'/a'}}]"))
                .isTrue();
        assertThat(matches("[{'exact':{'type':'order.created','source':'/b'}}]"))
                .isFalse();
        assertThat(matches("[{'exact':{'subject':'s'}}]")).isFalse();
        assertThat(matches("[{'prefix':{'type':'order.'}},{'suffix':{'type':'.created'}}]"))
                .isTrue();
        assertThat(matches("[{'prefix':{'type':'order.'}},{'suffix':{'type':'.deleted'}}]"))
                .isFalse();
        assertThat(matches("[{'any':[{'exact':{'id':'2'}},{'not':{'exact':{'id':'3'}}}]}]"))
                .isTrue();
        assertThat(matches("[{'all':[{'exact':{'id':'1'}},{'not':{'exact':{'id':'1'}}}]}]"))
                .isFalse();
        assertThat(matches("[{'sql':\"type LIKE 'order.%' AND n % 10 % 9 % 8 % 20 > 6\"}]"))
                .isTrue();
        assertThat(failures).hasValue(0);
    }

    @Test
    void shouldNotMatchAndTellWhenAnExpressionCannotBeEvaluated() {
        assertThat(matches("[{'sql':\"subject = 'x'\"}]")).isFalse();
        assertThat(matches("[{'sql':\"INT(type) = 7\"}]")).isFalse();
        assertThat(failures).hasValue(2);
    }

    @Test
    void shouldGiveUpOnAnEventWhenTheExpressionLooksAtTooManyCharacters() {
        for (String sql : List.of(
                "subject LIKE '%" + "a".repeat(3000) + "b'",
                "CONCAT(" + "subject, ".repeat(200) + "subject) LIKE '%a%a%ab'",
                "CONCAT(CONCAT(subject, subject, subject), CONCAT(subject, subject)) LIKE '%a%a%a%a%a%a%a%a%a%ab%'")) {
            failures.set(0);
            EventFilter filter = sql(sql);
            assertThat(filter.matches(name -> "a".repeat(500_000))).as(sql).isFalse();
            assertThat(failures).as(sql).hasValue(1);
            assertThat(filter.matches(name -> "a".repeat(20))).as(sql).isFalse();
            assertThat(failures).as(sql).hasValue(1);
        }
    }

    @Test
    void shouldMatchAsThePatternSaysWhenItHasManyWildcards() {
        assertThat(sql("type LIKE '%a%a%a%a%a%a%a%a%'").matches(name -> "a".repeat(8)))
                .isTrue();
        assertThat(sql("type LIKE '%a%a%a%a%a%a%a%a%'").matches(name -> "a".repeat(7)))
                .isFalse();
        assertThat(sql("type LIKE 'a\\\\E.*'").matches(name -> "a\\\\E.*")).isTrue();
        assertThat(sql("type LIKE 'a_c'").matches(name -> "a\uD83D\uDE00c")).isTrue();
        assertThat(sql("type LIKE 'a_c%'").matches(name -> "a\nc\n")).isTrue();
    }

    /** The SDK makes an exception with its stack for each of them, and keeps them. */
    @Test
    void shouldGoOnAtOnceWhenEachTermHasAnErrorOfItsOwn() {
        for (String sql : List.of(
                "m = 1 OR ".repeat(127) + "m = 1",
                "m = 1 XOR ".repeat(127) + "m = 1",
                "m + ".repeat(255) + "m",
                "m = ".repeat(255) + "m",
                "NOT ".repeat(15) + "m",
                "INT(type) = 1 OR ".repeat(84) + "m")) {
            failures.set(0);
            EventFilter filter = sql(sql);
            assertTimeout(Duration.ofSeconds(20), () -> {
                for (int event = 0; event < 4096; event++) {
                    assertThat(filter.matches(name -> name.equals("type") ? "x" : null))
                            .as(sql)
                            .isFalse();
                }
            });
            assertThat(failures).as(sql).hasValue(4096);
        }
    }

    @Test
    void shouldNameTheBoundWhenCesqlIsOverIt() {
        String deep = "(".repeat(17) + "TRUE" + ")".repeat(17);
        assertThat(refusal(List.of(deep))).contains("nested at most 16 deep");
        assertThat(refusal(List.of("NOT ".repeat(17) + "TRUE"))).contains("nested at most 16 deep");
        assertThat(refusal(List.of("ABS(-".repeat(9) + "1" + ")".repeat(9)))).contains("nested at most 16 deep");
        assertThat(refusal(List.of("1 IN (1 IN (".repeat(9) + "1" + "))".repeat(9))))
                .contains("nested at most 16 deep");
        assertThat(refusal(List.of("a = 1 OR ".repeat(128) + "a = 1"))).contains("at most 256 names and literals");
        assertThat(refusal(List.of("a IN (" + "1, ".repeat(255) + "1)"))).contains("at most 256 names and literals");
        assertThat(refusal(List.of("a = 1 OR ".repeat(100) + "a = 1", "a = 1 OR ".repeat(100) + "a = 1")))
                .contains("at most 256 names and literals");
        assertThat(refusal(List.of("a = '" + "x".repeat(4091) + "'"))).contains("at most 4096 characters of CESQL");
        assertThat(refusal(List.of("a = '" + "x".repeat(3000) + "'", "a = '" + "x".repeat(3000) + "'")))
                .contains("at most 4096 characters of CESQL");
    }

    @Test
    void shouldRefuseWithAPlaceWhenAFilterIsNotUnderstood() {
        refuses("[7]", "/0");
        refuses("[{}]", "/0");
        refuses("[{'exact':{'type':'t'},'prefix':{'type':'t'}}]", "/0");
        refuses("[{'exact':{'type':'t'}},{'regex':{'type':'t'}}]", "/1/regex");
        refuses("[{'exact':{}}]", "/0/exact");
        refuses("[{'exact':{'type':7}}]", "/0/exact/type");
        refuses("[{'exact':{'Type':'t'}}]", "/0/exact/Type");
        refuses("[{'all':[]}]", "/0/all");
        refuses("[{'any':[{'not':[]}]}]", "/0/any/0/not");
        refuses("[{'sql':'type ='}]", "/0/sql");
        refuses("[{'sql':7}]", "/0/sql");
        refuses("[{'sql':''}]", "/0/sql");
        refuses("[{'sql':\"id 'a%'\"}]", "/0/sql");
        refuses("[{'sql':\"id = 'a\"}]", "/0/sql");
        refuses("[{'sql':\"id = 'a' # 'b'\"}]", "/0/sql");
        refuses("[{'sql':'id = 99999999999'}]", "/0/sql");
        refuses("[{'sql':'my_id = 1'}]", "/0/sql");
        refuses("[{'sql':'id IN ()'}]", "/0/sql");
        refuses("[{'sql':'" + "(".repeat(4000) + "'}]", "/0/sql");
        refuses("[{'exact':{'id':'1'}}" + ",{'exact':{'id':'1'}}".repeat(200) + "]", "/128/exact");
        refuses("[" + "{'not':".repeat(17) + "{}" + "}".repeat(17) + "]", "/0" + "/not".repeat(16));
    }

    @Test
    void shouldReadAlternativesAndPrefixesWhenTheyStandInAQueryString() {
        assertThat(query(Map.entry("type", "payment.*"), Map.entry("type", "order.*"), Map.entry("limit", "")))
                .isTrue();
        assertThat(query(Map.entry("type", "order.*"), Map.entry("source", "/b")))
                .isFalse();
        assertThat(query(Map.entry("subject", "*"))).isFalse();
        assertThat(query(Map.entry("type", "*"))).isTrue();
        assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> query(Map.entry("type", "")));
    }

    private String refusal(List<String> expressions) {
        JsonArray filters = new JsonArray();
        expressions.forEach(sql -> filters.add(new JsonObject().put("sql", sql)));
        return catchThrowableOfType(RefusedException.class, () -> codec.parse(filters))
                .refusal()
                .detail();
    }

    private EventFilter sql(String expression) {
        return codec.parse(new JsonArray().add(new JsonObject().put("sql", expression)));
    }

    @SafeVarargs
    private boolean query(Map.Entry<String, String>... parameters) {
        return codec.query(List.of(parameters)).matches(EVENT::get);
    }

    private boolean matches(String filter) {
        EventFilter compiled = codec.parse(json(filter));
        Attributes attributes = EVENT::get;
        return compiled.matches(attributes);
    }

    private void refuses(String filter, String pointer) {
        assertThatExceptionOfType(RefusedException.class)
                .as(filter)
                .isThrownBy(() -> codec.parse(json(filter)))
                .satisfies(refused -> {
                    assertThat(refused.refusal().problem()).isEqualTo(Problem.INVALID_FILTER);
                    assertThat(refused.refusal().faults().get(0).pointer()).isEqualTo(pointer);
                });
    }

    private static JsonArray json(String text) {
        boolean sql = text.contains("\"");
        return new JsonArray(sql ? quoteOutside(text) : text.replace('\'', '"'));
    }

    /** Single quotes stand for double ones, except inside of double ones. */
    private static String quoteOutside(String text) {
        StringBuilder json = new StringBuilder();
        boolean inside = false;
        for (char c : text.toCharArray()) {
            inside ^= c == '"';
            json.append(c == '\'' && !inside ? '"' : c);
        }
        return json.toString();
    }
}
