package dev.playhead.codec;

import dev.playhead.event.Attributes;
import dev.playhead.event.EventFilter;
import io.cloudevents.sql.EvaluationRuntime;
import io.cloudevents.sql.Expression;
import io.cloudevents.sql.ParseException;
import io.cloudevents.sql.Parser;
import io.cloudevents.sql.Result;
import io.cloudevents.sql.generated.CESQLParserLexer;
import io.cloudevents.sql.impl.parser.CaseChangingCharStream;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/**
 * A CESQL expression as a filter, by the CloudEvents SDK; shared by threads. An event for which it cannot be evaluated
 * (an attribute is missing, a text is no number) does not match, and that is told.
 *
 * <p>The SDK turns LIKE into a regular expression that backtracks, and quotes the text of the pattern in a way that a
 * {@code \E} in it breaks. So the wildcards of a pattern, those of all patterns, and the length of the attributes
 * seen are bounded: the work of one match grows as the length to the power of the wildcards, and it holds an event loop.
 */
final class SqlFilter implements EventFilter {
    /** By the wildcards of the richest pattern: how long a text may be that is held against it. */
    private static final int[] LONGEST_TEXT = {1 << 20, 1 << 16, 2048, 256};

    private static final int MOST_WILDCARDS = 8;
    private static final int MOST_IN_A_PATTERN = LONGEST_TEXT.length - 1;

    private final Expression expression;
    private final int longestText;
    private final Runnable failed;

    private SqlFilter(Expression expression, int longestText, Runnable failed) {
        this.expression = expression;
        this.longestText = longestText;
        this.failed = failed;
    }

    /**
     * @throws IllegalArgumentException where the expression is over a bound
     * @throws io.cloudevents.sql.ParseException where it is not CESQL
     */
    static SqlFilter parse(String expression, Runnable failed) {
        int longestText = LONGEST_TEXT[wildcards(expression)];
        try {
            requireTokens(expression);
            return new SqlFilter(Parser.getDefault().parse(expression), longestText, failed);
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException("The expression is nested too deep", e);
        } catch (ParseException | IllegalArgumentException e) {
            throw e;
        } catch (RuntimeException e) { // the SDK's, of an expression that it took for whole and could not translate
            throw new IllegalArgumentException("The expression is not CESQL from its beginning to its end", e);
        }
    }

    /** The SDK's own lexer tells characters that begin no token on the standard error, and passes over them. */
    private static void requireTokens(String expression) {
        CESQLParserLexer lexer =
                new CESQLParserLexer(new CaseChangingCharStream(CharStreams.fromString(expression), true));
        lexer.removeErrorListeners();
        lexer.addErrorListener(new BaseErrorListener() {
            @Override
            public void syntaxError(
                    Recognizer<?, ?> recognizer,
                    @Nullable Object offending,
                    int line,
                    int column,
                    String message,
                    @Nullable RecognitionException cause) {
                throw new IllegalArgumentException(
                        "At line " + line + ", character " + (column + 1) + " no token of CESQL begins: " + message);
            }
        });
        while (lexer.nextToken().getType() != Token.EOF) {
            // Only its faults are of interest
        }
    }

    /** The most wildcards of a pattern, where every text in quotes may be one. */
    private static int wildcards(String expression) {
        int all = 0;
        int inPattern = 0;
        int most = 0;
        char quote = 0;
        for (int at = 0; at < expression.length(); at++) {
            char c = expression.charAt(at);
            boolean begins = quote == 0 && (c == '\'' || c == '"');
            if (begins) {
                quote = c;
                inPattern = 0;
            } else if (c == quote) {
                quote = 0;
            } else if (c == '%' && quote != 0) { // outside it is the modulo
                all++;
                inPattern++;
                most = Math.max(most, inPattern);
            } else if (c == '\\') {
                if (expression.startsWith("E", at + 1)) {
                    throw new IllegalArgumentException("A text must not contain \\E");
                }
                at++;
            }
            if (all > MOST_WILDCARDS || most > MOST_IN_A_PATTERN) {
                throw new IllegalArgumentException("There are at most " + MOST_IN_A_PATTERN
                        + " wildcards (%) in a pattern and " + MOST_WILDCARDS + " in an expression");
            }
        }
        return most;
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
        return expression.evaluate(EvaluationRuntime.getDefault(), new SqlEvent(attributes, longestText));
    }

    /** As CESQL casts to a boolean. */
    private static boolean isTrue(Object value) {
        if (value instanceof Boolean truth) {
            return truth;
        }
        return value instanceof Integer number ? number != 0 : "true".equalsIgnoreCase(String.valueOf(value));
    }
}
