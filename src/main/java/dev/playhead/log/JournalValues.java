package dev.playhead.log;

import java.util.Optional;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes the values of a journal. It logs and skips a value that it cannot decode, because one foreign or newer value must
 * not hide all others. Any thread.
 *
 * @param <T> the type of the decoded values
 */
public final class JournalValues<T> {
    private static final Logger LOG = LoggerFactory.getLogger(JournalValues.class);

    private final String kind;
    private final BiFunction<Journal.At, String, T> decode;

    /**
     * @param kind the name of one value, for the log
     * @param decode makes a value from its key, its place and its text; throws for an invalid one
     */
    public JournalValues(String kind, BiFunction<Journal.At, String, T> decode) {
        this.kind = kind;
        this.decode = decode;
    }

    /** Decodes the value; empty for an invalid one. */
    public Optional<T> decode(Journal.At at, String text) {
        try {
            return Optional.of(decode.apply(at, text));
        } catch (RuntimeException notOurs) {
            LOG.atWarn()
                    .addKeyValue("kind", kind)
                    .addKeyValue("key", at.key())
                    .addKeyValue("reason", notOurs.toString())
                    .log("the node skips an invalid value of a journal");
            return Optional.empty();
        }
    }
}
