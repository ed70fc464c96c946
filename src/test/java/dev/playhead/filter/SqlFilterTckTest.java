package dev.playhead.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.playhead.event.Attributes;
import io.cloudevents.sql.EvaluationException;
import io.cloudevents.sql.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Runs the cases that the CloudEvents project publishes for CESQL against our view of events. Attributes are texts to
 * us, so a result that is an attribute is compared as text; everything computed has its type.
 */
final class SqlFilterTckTest {
    private static final Path CASES = Path.of("../shared/data/cesql_tck");

    /** Cases in which the value or error of the SDK is another; as filters they agree: an error is no match. */
    private static final Map<String, String> DEVIATIONS = Map.of(
            "Binary logical operations: AND operator is NOT short circuit evaluated when the first operand evaluates to true",
            "The failed comparison keeps its value, true, beside its error",
            "Binary logical operations: OR operator is NOT short circuit evaluated when the first operand evaluates to false",
            "The failed comparison keeps its value, true, beside its error",
            "Not operator: Invalid int cast",
            "An integer is cast to a boolean as BOOL does it, without an error");

    @TestFactory
    Stream<DynamicTest> shouldEvaluateAsPublishedWhenThereAreCases() throws IOException {
        assumeTrue(Files.isDirectory(CASES), "The published cases are not here");
        List<DynamicTest> tests = new ArrayList<>();
        try (Stream<Path> files = Files.list(CASES)) {
            for (Path file : files.sorted().toList()) {
                Map<?, ?> suite =
                        (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
                for (Object test : (List<?>) suite.get("tests")) {
                    Map<?, ?> each = (Map<?, ?>) test;
                    String name = suite.get("name") + ": " + each.get("name");
                    tests.add(DynamicTest.dynamicTest(name, () -> run(name, each)));
                }
            }
        }
        return tests.stream();
    }

    private static void run(String name, Map<?, ?> test) {
        String expression = String.valueOf(test.get("expression"));
        String error = (String) test.get("error");
        if ("parse".equals(error)) {
            assertThatThrownBy(() -> parse(expression)).isInstanceOf(IllegalArgumentException.class);
            return;
        }
        if (DEVIATIONS.containsKey(name)) {
            assertThat(error).isNotNull();
            assertThat(parse(expression).matches(event(test)))
                    .as("%s: %s", expression, DEVIATIONS.get(name))
                    .isFalse();
            return;
        }
        Result result = parse(expression).evaluate(event(test));
        assertThat(String.valueOf(result.value())).as(expression).isEqualTo(expected(test));
        if (error == null) {
            assertThat(result.isFailed())
                    .as("%s: %s", expression, result.causes())
                    .isFalse();
        } else {
            assertThat(result.causes())
                    .extracting(EvaluationException::getKind)
                    .extracting(kind -> kind.name().replace("_", "").toLowerCase(Locale.ROOT))
                    .contains(error.toLowerCase(Locale.ROOT));
        }
    }

    private static SqlFilter parse(String expression) {
        return new SqlFilter(new SqlParser(expression, 0, 256, 16).parse(), Integer.MAX_VALUE, () -> {});
    }

    /** The cases write booleans as YAML 1.1 has them, in any case. */
    private static String expected(Map<?, ?> test) {
        String result = String.valueOf(test.get("result"));
        return result.equals("TRUE") || result.equals("FALSE") ? result.toLowerCase(Locale.ROOT) : result;
    }

    private static Attributes event(Map<?, ?> test) {
        Map<Object, Object> event = new LinkedHashMap<>();
        if (test.get("event") instanceof Map<?, ?> given) {
            event.putAll(given);
        } else {
            event.putAll(Map.of("specversion", "1.0", "id", "1", "source", "/a", "type", "t"));
        }
        if (test.get("eventOverrides") instanceof Map<?, ?> overrides) {
            event.putAll(overrides);
        }
        return name -> event.containsKey(name) ? String.valueOf(event.get(name)) : null;
    }
}
