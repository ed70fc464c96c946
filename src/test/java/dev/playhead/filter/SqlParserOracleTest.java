package dev.playhead.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Attributes;
import io.cloudevents.sql.EvaluationRuntime;
import io.cloudevents.sql.Expression;
import io.cloudevents.sql.Parser;
import io.cloudevents.sql.Result;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Holds our parser and our LIKE against those of the CloudEvents SDK, on expressions made at random. */
final class SqlParserOracleTest {
    private static final int EXPRESSIONS = 1_000;
    private static final List<String> OPERATORS = List.of(
            "AND", "or", "XOR", "=", "!=", "<>", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "AND", "OR", "=");
    private static final List<String> ATOMS = List.of(
            "type", "subject", "n", "m1", "missing", "1", "7", "0", "TRUE", "false", "'7'", "'b'", "\"a\\\"b\"", "''");
    private static final List<String> PATTERNS =
            List.of("'%'", "'a%'", "'%b'", "'_'", "'a_b%'", "'%a%b%'", "'\\_%'", "'a\\%'", "\"%\\\"%\"", "'7'", "''");
    private static final List<String> WORDS = List.of(
            "type", "m1", "f_x", "7", "'b'", "(", ")", ",", "NOT", "-", "LIKE", "IN", "EXISTS", "AND", "=", "ABS", "*");
    private static final List<Map<String, String>> EVENTS = List.of(
            Map.of("type", "b", "subject", "aab", "n", "7", "m1", "true"),
            Map.of("type", "a\"b", "subject", "", "n", "-1"),
            Map.of("type", "a_b%", "n", "0", "m1", "x", "missing", "7"));

    @Test
    void shouldEvaluateAsTheSdkDoesWhenExpressionsAreMadeAtRandom() {
        Random random = new Random(40);
        for (int made = 0; made < EXPRESSIONS; made++) {
            agree(expression(random, 3));
        }
    }

    @Test
    void shouldTakeAndRefuseAsTheSdkDoesWhenWordsStandInAnyOrder() {
        Random random = new Random(41);
        int taken = 0;
        for (int made = 0; made < 10 * EXPRESSIONS; made++) {
            StringBuilder words = new StringBuilder();
            for (int word = 1 + random.nextInt(6); word > 0; word--) {
                words.append(one(WORDS, random)).append(' ');
            }
            taken += agree(words.toString()) ? 1 : 0;
        }
        assertThat(taken).isGreaterThan(EXPRESSIONS / 2);
    }

    /** Whether both took it. */
    private static boolean agree(String text) {
        Expression theirs = theirs(text);
        SqlFilter ours = ours(text);
        assertThat(ours == null).as("refused: %s", text).isEqualTo(theirs == null);
        if (ours == null || theirs == null) {
            return false;
        }
        for (Map<String, String> event : EVENTS) {
            Attributes attributes = event::get;
            assertThat(outcome(() -> ours.evaluate(attributes)))
                    .as("%s of %s", text, event)
                    .isEqualTo(outcome(() -> theirs.evaluate(
                            EvaluationRuntime.getDefault(), new SqlEvent(attributes, Integer.MAX_VALUE))));
        }
        return true;
    }

    private static String outcome(Evaluation evaluation) {
        try {
            Result result = evaluation.run();
            return result.value() + (result.isFailed() ? " with an error" : "");
        } catch (RuntimeException thrown) {
            return thrown.getClass().getName();
        }
    }

    private static @Nullable Expression theirs(String text) {
        try {
            return Parser.getDefault().parse(text);
        } catch (RuntimeException refused) {
            return null;
        }
    }

    private static @Nullable SqlFilter ours(String text) {
        try {
            return new SqlFilter(new SqlParser(text, 0, 256, 64).parse(), Integer.MAX_VALUE, () -> {});
        } catch (IllegalArgumentException refused) {
            return null;
        }
    }

    private static String expression(Random random, int deep) {
        String left = operand(random, deep);
        for (int more = random.nextInt(4); more > 0; more--) {
            left = switch (random.nextInt(6)) {
                case 0 -> left + (random.nextBoolean() ? " LIKE " : " NOT LIKE ") + one(PATTERNS, random);
                case 1 ->
                    left + (random.nextBoolean() ? " IN (" : " not in (") + operand(random, 0) + ", "
                            + operand(random, deep - 1) + ")";
                default -> left + " " + one(OPERATORS, random) + " " + operand(random, deep);
            };
        }
        return left;
    }

    private static String operand(Random random, int deep) {
        if (deep <= 0) {
            return one(ATOMS, random);
        }
        return switch (random.nextInt(9)) {
            case 0 -> "NOT " + operand(random, deep - 1);
            case 1 -> "-" + operand(random, deep - 1);
            case 2 -> "(" + expression(random, deep - 1) + ")";
            case 3 -> "EXISTS " + (random.nextBoolean() ? "missing" : "type");
            case 4 -> "CONCAT(" + expression(random, deep - 1) + ", " + operand(random, 0) + ")";
            case 5 -> (random.nextBoolean() ? "IS_INT(" : "abs(") + expression(random, deep - 1) + ")";
            default -> one(ATOMS, random);
        };
    }

    private static String one(List<String> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    private interface Evaluation {
        Result run();
    }
}
