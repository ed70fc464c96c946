package dev.playhead.filter;

import io.cloudevents.sql.EvaluationException;
import io.cloudevents.sql.EvaluationException.ErrorKind;
import io.cloudevents.sql.EvaluationException.EvaluationExceptionFactory;
import io.cloudevents.sql.ExceptionFactory;
import java.io.Serial;
import org.antlr.v4.runtime.misc.Interval;

/**
 * Reports that a part of an expression has no value for an event; stateless. It makes each error once, without a stack
 * and a place: the SDK makes one at each term with a missing attribute, and the stack costs more than the whole
 * evaluation.
 */
final class SqlErrors implements ExceptionFactory {
    static final SqlErrors SHARED = new SqlErrors();

    private static final EvaluationException CAST = new Stackless(ErrorKind.CAST);
    private static final EvaluationException MISSING = new Stackless(ErrorKind.MISSING_ATTRIBUTE);
    private static final EvaluationException NO_FUNCTION = new Stackless(ErrorKind.MISSING_FUNCTION);
    private static final EvaluationException FUNCTION = new Stackless(ErrorKind.FUNCTION_EVALUATION);
    private static final EvaluationException MATH = new Stackless(ErrorKind.MATH);

    private SqlErrors() {}

    @Override
    public EvaluationExceptionFactory invalidCastTarget(Class<?> from, Class<?> to) {
        return (place, text) -> CAST;
    }

    @Override
    public EvaluationExceptionFactory castError(Class<?> from, Class<?> to, Throwable cause) {
        return (place, text) -> CAST;
    }

    @Override
    public EvaluationException missingAttribute(Interval place, String text, String name) {
        return MISSING;
    }

    @Override
    public EvaluationException cannotDispatchFunction(Interval place, String text, String name, Throwable cause) {
        return NO_FUNCTION;
    }

    @Override
    public EvaluationExceptionFactory functionExecutionError(String name, Throwable cause) {
        return (place, text) -> FUNCTION;
    }

    @Override
    public EvaluationException divisionByZero(Interval place, String text, Integer dividend) {
        return MATH;
    }

    @Override
    public EvaluationException mathError(Interval place, String text, String message) {
        return MATH;
    }

    /** Shared by all threads, so nothing may be written into it. */
    @SuppressWarnings("NullAway") // the SDK's constructor has no annotations
    private static final class Stackless extends EvaluationException {
        @Serial
        private static final long serialVersionUID = 1L;

        Stackless(ErrorKind kind) {
            super(kind, Interval.INVALID, "", kind.name(), null);
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }
}
