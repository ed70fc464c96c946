package dev.playhead.filter;

import io.cloudevents.sql.generated.CESQLParserLexer;
import io.cloudevents.sql.impl.parser.CaseChangingCharStream;
import java.util.List;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;

/**
 * The tokens of a CESQL expression, by the lexer of the CloudEvents SDK, from the first to the end; owned by one call. A
 * character that is no part of the language ends it: the lexer by itself would write it to the console and go on.
 */
final class SqlTokens {
    private final List<? extends Token> tokens;
    private int at;

    /** @throws IllegalArgumentException with a sentence, for a character outside the language */
    SqlTokens(String text) {
        CESQLParserLexer lexer = new CESQLParserLexer(new CaseChangingCharStream(CharStreams.fromString(text), true));
        lexer.removeErrorListeners();
        lexer.addErrorListener(new Refusing());
        this.tokens = lexer.getAllTokens();
    }

    /** The type of the next token, {@link Token#EOF} behind the last. */
    int type() {
        return type(0);
    }

    /** The type of the token that comes so many behind the next. */
    int type(int behind) {
        return at + behind < tokens.size() ? tokens.get(at + behind).getType() : Token.EOF;
    }

    /** Returns the text of the next token; a next token must exist. */
    String peek() {
        return tokens.get(at).getText();
    }

    /** Takes the next token of any type, and returns its text. */
    String take() {
        return tokens.get(at++).getText();
    }

    boolean takeIf(int type) {
        if (type() != type) {
            return false;
        }
        at++;
        return true;
    }

    /** @throws IllegalArgumentException with a sentence, if the next token has another type */
    void take(int type, String expected) {
        if (!takeIf(type)) {
            throw unexpected(expected);
        }
    }

    IllegalArgumentException unexpected(String expected) {
        if (at >= tokens.size()) {
            return new IllegalArgumentException("The expression ends where " + expected + " should be");
        }
        Token token = tokens.get(at);
        return new IllegalArgumentException("At character " + token.getStartIndex() + " stands "
                + shortly(token.getText()) + " where " + expected + " should be");
    }

    private static String shortly(String text) {
        return text.length() > 64 ? text.substring(0, 64) + "…" : text;
    }

    private static final class Refusing extends BaseErrorListener {
        @Override
        public void syntaxError(
                Recognizer<?, ?> lexer, Object none, int line, int character, String said, RecognitionException cause) {
            int index = ((CESQLParserLexer) lexer)._tokenStartCharIndex;
            throw new IllegalArgumentException(
                    "The text at character " + index + " is not a word, number, text or sign of CESQL");
        }
    }
}
