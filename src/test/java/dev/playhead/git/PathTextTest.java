package dev.playhead.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class PathTextTest {

    @Test
    void shouldKeepPathWhenItIsText() {
        assertThat(text("src/ä ö/\uD83D\uDE00 \\ 'x'.txt")).isEqualTo("src/ä ö/\uD83D\uDE00 \\ 'x'.txt");
    }

    @Test
    void shouldQuoteAsGitWhenPathIsNotUtf8() {
        assertThat(PathText.of("caf\u00e9".getBytes(StandardCharsets.ISO_8859_1)))
                .isEqualTo("\"caf\\351\"");
    }

    @Test
    void shouldQuoteAsGitWhenPathHasControlCharacters() {
        assertThat(text("a\tb\nc\u0001\u007f\"\\ä")).isEqualTo("\"a\\tb\\nc\\001\\177\\\"\\\\\\303\\244\"");
    }

    @Test
    void shouldQuoteWhenPathLooksQuoted() {
        assertThat(text("\"caf\\351\"")).isEqualTo("\"\\\"caf\\\\351\\\"\"");
    }

    @Test
    void shouldQuoteWhenPathHasNoncharacters() {
        assertThat(text("x\uFFFE")).isEqualTo("\"x\\357\\277\\276\"");
    }

    private static String text(String path) {
        return PathText.of(path.getBytes(StandardCharsets.UTF_8));
    }
}
