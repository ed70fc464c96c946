package dev.playhead.filter;

import dev.playhead.event.Attributes;
import dev.playhead.event.EventFilter;
import io.cloudevents.sql.EvaluationRuntime;
import io.cloudevents.sql.Result;
import io.cloudevents.sql.impl.ExpressionInternal;

/**
 * Evaluates a CESQL expression as a filter, by the CloudEvents SDK; shared by threads. The evaluation may fail for an
 * event: an attribute is missing, a text is not a number, or it would read too many characters. Then the event does not
 * match, and the failure is reported.
 */
final class SqlFilter implements EventFilter {
    private final ExpressionInternal expression;
    private final int mostSteps;
    private final Runnable failed;

    /** @param mostSteps the maximum of characters that one evaluation reads, because it runs on an event loop */
    SqlFilter(ExpressionInternal expression, int mostSteps, Runnable failed) {
        this.expression = expression;
        this.mostSteps = mostSteps;
        this.failed = failed;
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
        return expression.evaluate(
                EvaluationRuntime.getDefault(), new SqlEvent(attributes, mostSteps), SqlErrors.SHARED);
    }

    /** Casts a value to a boolean by the rules of CESQL. */
    private static boolean isTrue(Object value) {
        if (value instanceof Boolean truth) {
            return truth;
        }
        return value instanceof Integer number ? number != 0 : "true".equalsIgnoreCase(String.valueOf(value));
    }
}
