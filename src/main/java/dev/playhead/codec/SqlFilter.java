package dev.playhead.codec;

import dev.playhead.event.Attributes;
import dev.playhead.event.EventFilter;
import io.cloudevents.sql.EvaluationRuntime;
import io.cloudevents.sql.Expression;
import io.cloudevents.sql.Parser;
import io.cloudevents.sql.Result;

/**
 * A CESQL expression as a filter, by the CloudEvents SDK; shared by threads. An event for which it cannot be evaluated
 * (an attribute is missing, a text is no number) does not match, and that is told.
 *
 * <p>The SDK turns LIKE into a regular expression that backtracks, and quotes the text of the pattern in a way that a
 * {@code \E} in it breaks. So the number of wildcards in an expression and the length of the attributes that it sees
 * are bounded: else one filter could hold an event loop for minutes.
 */
final class SqlFilter implements EventFilter {
    static final int MOST_WILDCARDS = 8;
    static final int LONGEST_TEXT = 1024;

    private final Expression expression;
    private final Runnable failed;

    private SqlFilter(Expression expression, Runnable failed) {
        this.expression = expression;
        this.failed = failed;
    }

    /**
     * @throws IllegalArgumentException where the expression is over a bound
     * @throws io.cloudevents.sql.ParseException where it is not CESQL
     */
    static SqlFilter parse(String expression, Runnable failed) {
        if (expression.chars().filter(c -> c == '%').count() > MOST_WILDCARDS || expression.contains("\\E")) {
            throw new IllegalArgumentException(
                    "An expression has at most " + MOST_WILDCARDS + " wildcards (%), and no \\E");
        }
        try {
            return new SqlFilter(Parser.getDefault().parse(expression), failed);
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException("The expression is nested too deep", e);
        }
    }

    @Override
    public boolean matches(Attributes attributes) {
        try {
            Result result = evaluate(attributes);
            if (!result.isFailed()) {
                return isTrue(result.value());
            }
        } catch (RuntimeException | StackOverflowError e) { // the SDK's, whose every failure is one of this event alone
            failed.run();
            return false;
        }
        failed.run();
        return false;
    }

    Result evaluate(Attributes attributes) {
        return expression.evaluate(EvaluationRuntime.getDefault(), new SqlEvent(attributes));
    }

    /** As CESQL casts to a boolean. */
    private static boolean isTrue(Object value) {
        if (value instanceof Boolean truth) {
            return truth;
        }
        return value instanceof Integer number ? number != 0 : "true".equalsIgnoreCase(String.valueOf(value));
    }
}
