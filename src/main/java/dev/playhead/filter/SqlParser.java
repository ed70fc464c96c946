package dev.playhead.filter;

import static io.cloudevents.sql.generated.CESQLParserLexer.*;

import io.cloudevents.sql.impl.ExpressionInternal;
import io.cloudevents.sql.impl.expressions.AccessAttributeExpression;
import io.cloudevents.sql.impl.expressions.ExistsExpression;
import io.cloudevents.sql.impl.expressions.FunctionInvocationExpression;
import io.cloudevents.sql.impl.expressions.InExpression;
import io.cloudevents.sql.impl.expressions.NegateExpression;
import io.cloudevents.sql.impl.expressions.NotExpression;
import io.cloudevents.sql.impl.expressions.ValueExpression;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.Interval;

/**
 * Parses CESQL into the expressions of the CloudEvents SDK; owned by one call. It reads the tokens once, because it
 * runs on event loops: the SDK's own parser took seconds for 4,096 characters of parentheses.
 *
 * <p>The SDK keeps an expression's text and place for its errors. Playhead does not read them, so each expression gets
 * only its first word.
 */
final class SqlParser {
    private static final String VALUE = "a name, a literal, (, NOT, - or EXISTS";
    /** Binds as tightly as a sign or NOT, tighter than every operator that follows a value. */
    private static final int PREFIX = 9;

    private final SqlTokens tokens;
    private final int maxTerms;
    private final int maxDepth;
    private int terms;
    private int depth;

    /**
     * @param terms the number of names and literals that the filter already has, of {@code maxTerms}
     * @throws IllegalArgumentException with a sentence, for a character outside the language
     */
    SqlParser(String text, int terms, int maxTerms, int maxDepth) {
        this.tokens = new SqlTokens(text);
        this.terms = terms;
        this.maxTerms = maxTerms;
        this.maxDepth = maxDepth;
    }

    /** @throws IllegalArgumentException with a sentence, if it is not CESQL or exceeds a limit */
    ExpressionInternal parse() {
        ExpressionInternal whole = expression(0);
        if (tokens.type() != Token.EOF) {
            throw tokens.unexpected("an operator or the end");
        }
        return whole;
    }

    /** Counts the names and literals of the filter, those of this expression included. */
    int terms() {
        return terms;
    }

    /** A value and the operators behind it that bind at least so tightly. */
    private ExpressionInternal expression(int least) {
        ExpressionInternal left = value();
        while (true) {
            SqlOperator operator = SqlOperator.of(tokens.type(), tokens.type(1));
            if (operator == null || operator.binding() < least) {
                return left;
            }
            boolean negated = tokens.takeIf(NOT);
            String word = tokens.take();
            ExpressionInternal made =
                    switch (operator) {
                        case LIKE -> new SqlLike(word, left, pattern());
                        case IN -> new InExpression(Interval.INVALID, word, left, list("a value"));
                        default -> operator.join(word, left, expression(operator.bindingOfRight()));
                    };
            left = negated ? new NotExpression(Interval.INVALID, word, made) : made;
        }
    }

    private ExpressionInternal value() {
        return switch (tokens.type()) {
            case NOT -> new NotExpression(Interval.INVALID, tokens.take(), deeper(PREFIX));
            case MINUS -> new NegateExpression(Interval.INVALID, tokens.take(), deeper(PREFIX));
            case LR_BRACKET -> inBrackets();
            case EXISTS -> exists();
            case TRUE, FALSE -> literal(tokens.type() == TRUE);
            case INTEGER_LITERAL -> literal(number());
            case SQUOTED_STRING_LITERAL, DQUOTED_STRING_LITERAL -> literal(text());
            case IDENTIFIER, FUNCTION_IDENTIFIER_WITH_UNDERSCORE -> tokens.type(1) == LR_BRACKET ? call() : name();
            case IDENTIFIER_WITH_NUMBER -> name();
            default -> throw tokens.unexpected(VALUE);
        };
    }

    private ExpressionInternal deeper(int least) {
        if (++depth > maxDepth) {
            throw new IllegalArgumentException("A CESQL expression is nested at most " + maxDepth + " deep");
        }
        ExpressionInternal inner = expression(least);
        depth--;
        return inner;
    }

    private ExpressionInternal inBrackets() {
        tokens.take();
        ExpressionInternal inner = deeper(0);
        tokens.take(RR_BRACKET, ")");
        return inner;
    }

    private ExpressionInternal exists() {
        String word = tokens.take();
        if (tokens.type() != IDENTIFIER && tokens.type() != IDENTIFIER_WITH_NUMBER) {
            throw tokens.unexpected("the name of an attribute");
        }
        return new ExistsExpression(Interval.INVALID, word, term());
    }

    private ExpressionInternal literal(Object value) {
        return new ValueExpression(Interval.INVALID, term(), value);
    }

    private ExpressionInternal name() {
        if (tokens.type() == FUNCTION_IDENTIFIER_WITH_UNDERSCORE) {
            throw tokens.unexpected("the name of an attribute, with only letters and digits,");
        }
        String name = term();
        return new AccessAttributeExpression(Interval.INVALID, name, name);
    }

    private ExpressionInternal call() {
        String name = term();
        if (tokens.type(1) == RR_BRACKET) {
            tokens.take();
            tokens.take();
            return new FunctionInvocationExpression(Interval.INVALID, name, name, List.of());
        }
        return new FunctionInvocationExpression(Interval.INVALID, name, name, list("an argument"));
    }

    private List<ExpressionInternal> list(String expected) {
        tokens.take(LR_BRACKET, "( and " + expected);
        List<ExpressionInternal> list = new ArrayList<>();
        do {
            list.add(deeper(0));
        } while (tokens.takeIf(COMMA));
        tokens.take(RR_BRACKET, ", or )");
        return list;
    }

    private String pattern() {
        if (tokens.type() != SQUOTED_STRING_LITERAL && tokens.type() != DQUOTED_STRING_LITERAL) {
            throw tokens.unexpected("a pattern in quotes");
        }
        String pattern = text();
        term();
        return pattern;
    }

    /** Takes the next token, and counts it as a term. */
    private String term() {
        if (++terms > maxTerms) {
            throw new IllegalArgumentException("A filter has at most " + maxTerms + " names and literals of CESQL");
        }
        return tokens.take();
    }

    private Integer number() {
        String digits = tokens.peek();
        try {
            return Integer.valueOf(digits);
        } catch (NumberFormatException tooLarge) {
            throw tokens.unexpected("a number of at most " + Integer.MAX_VALUE);
        }
    }

    /** Without its quotes, and without the backslash before a quote of its own kind. */
    private String text() {
        String quoted = tokens.peek();
        String quote = quoted.substring(0, 1);
        return quoted.substring(1, quoted.length() - 1).replace("\\" + quote, quote);
    }
}
