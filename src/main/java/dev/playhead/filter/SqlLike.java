package dev.playhead.filter;

import io.cloudevents.CloudEvent;
import io.cloudevents.sql.EvaluationRuntime;
import io.cloudevents.sql.ExceptionFactory;
import io.cloudevents.sql.impl.ExpressionInternal;
import io.cloudevents.sql.impl.ExpressionInternalVisitor;
import io.cloudevents.sql.impl.expressions.BaseExpression;
import io.cloudevents.sql.impl.runtime.EvaluationResult;
import java.util.Arrays;
import org.antlr.v4.runtime.misc.Interval;

/**
 * Evaluates LIKE of CESQL without backtracking; immutable, shared by threads. The SDK makes a regular expression of the
 * pattern: its work grows as the length of the text to the power of the wildcards, and a {@code \E} in the pattern
 * breaks it.
 *
 * <p>When the text differs from the pattern, the last {@code %} takes one character more. An earlier {@code %} need not
 * change, because the last can take all that the earlier could.
 */
final class SqlLike extends BaseExpression {
    /** Beside the code points of a pattern: one character, any number of them, and the end. */
    private static final int ONE = -1;

    private static final int MANY = -2;
    private static final int END = -3;

    private final ExpressionInternal operand;
    private final int[] pattern;

    SqlLike(String word, ExpressionInternal operand, String pattern) {
        super(Interval.INVALID, word);
        this.operand = operand;
        this.pattern = compile(pattern);
    }

    private static int[] compile(String pattern) {
        int[] points = pattern.codePoints().toArray();
        int[] compiled = new int[points.length];
        int size = 0;
        for (int at = 0; at < points.length; at++) {
            boolean escapes =
                    points[at] == '\\' && at + 1 < points.length && (points[at + 1] == '%' || points[at + 1] == '_');
            if (escapes) {
                compiled[size++] = points[++at];
            } else if (points[at] == '%') {
                compiled[size++] = MANY;
            } else {
                compiled[size++] = points[at] == '_' ? ONE : points[at];
            }
        }
        return Arrays.copyOf(compiled, size);
    }

    @Override
    public EvaluationResult evaluate(EvaluationRuntime runtime, CloudEvent event, ExceptionFactory exceptions) {
        EvaluationResult text = castToString(exceptions, operand.evaluate(runtime, event, exceptions));
        return text.copyWithValue(matches(String.valueOf(text.value()), (SqlEvent) event));
    }

    private boolean matches(String text, SqlEvent event) {
        int at = 0;
        int next = 0;
        int many = -1;
        int taken = 0;
        while (at < text.length()) {
            event.spend(1);
            int point = text.codePointAt(at);
            int wanted = next < pattern.length ? pattern[next] : END;
            if (wanted == point || wanted == ONE) {
                at += Character.charCount(point);
                next++;
            } else if (wanted == MANY) {
                many = next++;
                taken = at;
            } else if (many >= 0) {
                taken += Character.charCount(text.codePointAt(taken));
                at = taken;
                next = many + 1;
            } else {
                return false;
            }
        }
        while (next < pattern.length && pattern[next] == MANY) {
            next++;
        }
        return next == pattern.length;
    }

    @Override
    public <T> T visit(ExpressionInternalVisitor<T> visitor) {
        return visitor.visitExpressionInternal(this);
    }
}
