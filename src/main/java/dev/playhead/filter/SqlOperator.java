package dev.playhead.filter;

import io.cloudevents.sql.generated.CESQLParserLexer;
import io.cloudevents.sql.impl.ExpressionInternal;
import io.cloudevents.sql.impl.expressions.AndExpression;
import io.cloudevents.sql.impl.expressions.ComparisonExpression;
import io.cloudevents.sql.impl.expressions.ComparisonExpression.Comparison;
import io.cloudevents.sql.impl.expressions.DifferenceExpression;
import io.cloudevents.sql.impl.expressions.DivisionExpression;
import io.cloudevents.sql.impl.expressions.IntegerComparisonBinaryExpression;
import io.cloudevents.sql.impl.expressions.IntegerComparisonBinaryExpression.Operation;
import io.cloudevents.sql.impl.expressions.ModuleExpression;
import io.cloudevents.sql.impl.expressions.MultiplicationExpression;
import io.cloudevents.sql.impl.expressions.OrExpression;
import io.cloudevents.sql.impl.expressions.SumExpression;
import io.cloudevents.sql.impl.expressions.XorExpression;
import org.antlr.v4.runtime.misc.Interval;
import org.jspecify.annotations.Nullable;

/**
 * An operator behind a value of CESQL, and the strength of its binding; stateless. AND, OR and XOR bind alike and group
 * from the right, all others from the left.
 */
enum SqlOperator {
    LIKE(8),
    IN(6),
    MULTIPLY(5),
    DIVIDE(5),
    MODULO(5),
    ADD(4),
    SUBTRACT(4),
    EQUAL(3),
    NOT_EQUAL(3),
    LESS(3),
    LESS_OR_EQUAL(3),
    GREATER(3),
    GREATER_OR_EQUAL(3),
    AND(2),
    OR(2),
    XOR(2);

    private static final int LOGIC = 2;

    private final int binding;

    SqlOperator(int binding) {
        this.binding = binding;
    }

    /** Finds the operator that begins with these tokens; null without one. */
    static @Nullable SqlOperator of(int token, int next) {
        return switch (token) {
            case CESQLParserLexer.NOT ->
                next == CESQLParserLexer.LIKE || next == CESQLParserLexer.IN ? of(next, next) : null;
            case CESQLParserLexer.LIKE -> LIKE;
            case CESQLParserLexer.IN -> IN;
            case CESQLParserLexer.STAR -> MULTIPLY;
            case CESQLParserLexer.DIVIDE -> DIVIDE;
            case CESQLParserLexer.MODULE -> MODULO;
            case CESQLParserLexer.PLUS -> ADD;
            case CESQLParserLexer.MINUS -> SUBTRACT;
            case CESQLParserLexer.EQUAL -> EQUAL;
            case CESQLParserLexer.NOT_EQUAL, CESQLParserLexer.LESS_GREATER -> NOT_EQUAL;
            case CESQLParserLexer.LESS -> LESS;
            case CESQLParserLexer.LESS_OR_EQUAL -> LESS_OR_EQUAL;
            case CESQLParserLexer.GREATER -> GREATER;
            case CESQLParserLexer.GREATER_OR_EQUAL -> GREATER_OR_EQUAL;
            case CESQLParserLexer.AND -> AND;
            case CESQLParserLexer.OR -> OR;
            case CESQLParserLexer.XOR -> XOR;
            default -> null;
        };
    }

    int binding() {
        return binding;
    }

    /** Returns the least strength of an operator in the right operand of this one. */
    int bindingOfRight() {
        return binding == LOGIC ? LOGIC : binding + 1;
    }

    /** The expression of the two, for all but LIKE and IN. */
    ExpressionInternal join(String word, ExpressionInternal left, ExpressionInternal right) {
        Interval none = Interval.INVALID;
        return switch (this) {
            case MULTIPLY -> new MultiplicationExpression(none, word, left, right);
            case DIVIDE -> new DivisionExpression(none, word, left, right);
            case MODULO -> new ModuleExpression(none, word, left, right);
            case ADD -> new SumExpression(none, word, left, right);
            case SUBTRACT -> new DifferenceExpression(none, word, left, right);
            case EQUAL -> new ComparisonExpression(none, word, left, right, Comparison.EQUALS);
            case NOT_EQUAL -> new ComparisonExpression(none, word, left, right, Comparison.NOT_EQUALS);
            case LESS -> compare(word, left, right, Operation.LESS);
            case LESS_OR_EQUAL -> compare(word, left, right, Operation.LESS_OR_EQUAL);
            case GREATER -> compare(word, left, right, Operation.GREATER);
            case GREATER_OR_EQUAL -> compare(word, left, right, Operation.GREATER_OR_EQUAL);
            case AND -> new AndExpression(none, word, left, right);
            case OR -> new OrExpression(none, word, left, right);
            case XOR -> new XorExpression(none, word, left, right);
            case LIKE, IN -> throw new IllegalStateException(this + " has no expression on its right");
        };
    }

    private static ExpressionInternal compare(
            String word, ExpressionInternal left, ExpressionInternal right, Operation operation) {
        return new IntegerComparisonBinaryExpression(Interval.INVALID, word, left, right, operation);
    }
}
