package dev.playhead.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.codec.JsonMembers;
import dev.playhead.event.Attributes;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CESQL over attributes that are integers and booleans in their event. */
final class SqlTypesTest {
    private static final JsonMembers EVENT =
            new JsonMembers("{\"n\":10,\"minus\":-0,\"least\":-2147483648,\"on\":true,\"text\":\"010\",\"nine\":9}"
                    .getBytes(StandardCharsets.US_ASCII));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "n = 10",
                "n = 010",
                "n IN ('010', 3)",
                "n > nine",
                "n IN ('+10', 3)",
                "n != 9",
                "minus = 0",
                "least < nine",
                "least = -2147483648",
                "on = TRUE",
                "on IN ('TRUE')",
                "on AND n = 10",
                "text = n",
                "n = '10'",
                "'010' = n",
                "n + 1 = 11",
                "text + 0 = n",
                "n NOT IN ('11')"
            })
    void shouldCompareByTheTypeThatTheEventSays(String expression) {
        assertThat(matches(expression)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"n = 'ten'", "n = '010'", "n = '+10'", "text = 11", "n < nine", "n IN (1, '100')", "on = FALSE"})
    void shouldNotMatchWhenTheIntegersDiffer(String expression) {
        assertThat(matches(expression)).isFalse();
    }

    private static boolean matches(String expression) {
        return new SqlFilter(new SqlParser(expression, 0, 256, 16).parse(), Integer.MAX_VALUE, () -> {})
                .matches(attributes());
    }

    private static Attributes attributes() {
        return new Attributes() {
            @Override
            public @Nullable String get(String name) {
                return EVENT.text(name);
            }

            @Override
            public @Nullable Object value(String name) {
                return EVENT.value(name);
            }
        };
    }
}
