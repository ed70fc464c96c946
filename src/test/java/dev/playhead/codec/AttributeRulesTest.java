package dev.playhead.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class AttributeRulesTest {
    @Test
    void shouldTakeEveryTimestampThatTheLibraryTakesWhenItIsWrittenAsInternetTime() {
        String[] good = {
            "2026-11-20T10:00:00Z",
            "2026-11-20t10:00:00.123456789z",
            "2024-02-29T23:59:59+05:30",
            "0000-01-01T00:00:00-23:59"
        };
        for (String time : good) {
            assertThat(isTime(time)).as(time).isTrue();
        }
        for (long seed = 0; seed < 50_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            StringBuilder time = new StringBuilder(good[random.nextInt(good.length)]);
            for (int times = random.nextInt(3); times > 0; times--) {
                time.setCharAt(random.nextInt(time.length()), "0123456789-+:TZ.".charAt(random.nextInt(16)));
            }
            assertThat(isTime(time.toString()))
                    .as("seed %d: %s", seed, time)
                    .isEqualTo(isTimeToTheLibrary(time.toString().toUpperCase(java.util.Locale.ROOT)));
        }
    }

    @Test
    void shouldTakeNoUriThatTheLibraryRefusesWhenTextsAreRandom() {
        String alphabet = "aZ09-._~:/?#[]@!$&'()*+,;=% \"<>\\^`{|}é";
        int taken = 0;
        for (long seed = 0; seed < 100_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? "http://" : "");
            for (int length = random.nextInt(1, 8); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(random.nextBoolean() ? 8 : alphabet.length())));
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            if (UriSyntax.isReference(bytes, 0, bytes.length)) {
                taken++;
                // the library knows no empty authority, and no path of a scheme alone
                assertThat(isUriToTheLibrary(text.toString()) || text.toString().matches("(.*:)?(//)?([?#/].*)?"))
                        .as("seed %d: %s", seed, text)
                        .isTrue();
            }
        }
        assertThat(taken).isGreaterThan(10_000);
    }

    @Test
    void shouldKnowReferencesFromUrisWhenTheyAreUsual() {
        for (String text : List.of(
                "/git/vert.x",
                "a",
                "../a?b#c",
                "//host/a",
                "http://[::1]:80/a",
                "urn:uuid:6e8bc430",
                "mailto:a@b.c",
                "%41",
                "a/b:c")) {
            assertThat(isReference(text)).as(text).isTrue();
        }
        for (String text : List.of("a b", "1a:b", ":a", "a#b#c", "%4", "%zz", "ä", "{a}", "[a]", "http://a/[b]")) {
            assertThat(isReference(text)).as(text).isFalse();
        }
        assertThat(UriSyntax.isAbsolute(utf8("a:b"), 0, 3)).isTrue();
        assertThat(UriSyntax.isAbsolute(utf8("a/b"), 0, 3)).isFalse();
    }

    @Test
    void shouldKnowMediaTypesWhenTheyHaveParameters() {
        for (String text : List.of("text/plain", "application/json;charset=utf-8", "a/b+c ; d=\"e;\\\"f\" ;g=h")) {
            assertThat(isMediaType(text)).as(text).isTrue();
        }
        for (String text : List.of(
                "text", "text/", "/plain", "text/plain;", "text/plain;a", "text/plain;a=", "a b/c", "a/b;c=\"d")) {
            assertThat(isMediaType(text)).as(text).isFalse();
        }
        assertThat(MediaTypes.isJson(utf8("application/problem+JSON; a=b"))).isTrue();
        assertThat(MediaTypes.isUtf8Text(utf8("text/plain; charset=iso-8859-1")))
                .isFalse();
        for (String text : List.of(
                "text/plain;charset=UTF8",
                "text/html ; CharSet=\"utf8\"; a=b",
                "text/csv;x=y;charset=Utf-8",
                "text/plain")) {
            assertThat(MediaTypes.isUtf8Text(utf8(text))).as(text).isTrue();
            assertThat(MediaTypes.isUtf8(text)).as(text).isTrue();
        }
        for (String text :
                List.of("text/plain;charset=utf-16", "text/plain;charset=utf-8x", "text/plain;charset=\"\"")) {
            assertThat(MediaTypes.isUtf8Text(utf8(text))).as(text).isFalse();
            assertThat(MediaTypes.isUtf8(text)).as(text).isFalse();
        }
        assertThat(MediaTypes.isUtf8("text/plain;xcharset=latin1")).isTrue();
        assertThat(MediaTypes.isUtf8Text(utf8("application/atom+xml; charset=\"utf-8\"")))
                .isTrue();
    }

    @Test
    void shouldTakeWhatTheEncoderWritesAndNoOtherAlphabetWhenItIsBase64() {
        for (long seed = 0; seed < 1000; seed++) {
            byte[] data = new byte[new SplittableRandom(seed).nextInt(50)];
            new SplittableRandom(seed).nextBytes(data);
            byte[] text = Base64.getEncoder().encode(data);
            assertThat(AttributeRules.isBase64(text, 0, text.length))
                    .as("seed %d", seed)
                    .isTrue();
        }
        for (String text : List.of("a", "ab", "abc", "=", "a===", "ab=c", "ab-_", "ab c", "====")) {
            assertThat(AttributeRules.isBase64(utf8(text), 0, text.length()))
                    .as(text)
                    .isFalse();
        }
    }

    @Test
    void shouldRefuseControlsNoncharactersAndHalfPairsWhenTheyStandInText() {
        for (String text : List.of("a\u007f", "\u0085", "\ufdd0", "\ufffe", new String(Character.toChars(0x1ffff)))) {
            byte[] bytes = utf8(text);
            assertThat(AttributeRules.fault(Attribute.ID, bytes, 0, bytes.length, false))
                    .as(text)
                    .isNotNull();
        }
        byte[] half = JsonText.unescape(utf8("\\ud800"), 0, 6);
        assertThat(AttributeRules.fault(Attribute.ID, half, 0, half.length, false))
                .isNotNull();
        byte[] fine = utf8("\u00a0é€\ufdf0\ufffd😀");
        assertThat(AttributeRules.fault(Attribute.ID, fine, 0, fine.length, false))
                .isNull();
    }

    @Test
    void shouldKnowThirtyTwoBitsWhenNumbersAreLarge() {
        for (String text : List.of("0", "-0", "2147483647", "-2147483648")) {
            assertThat(AttributeRules.isInteger(utf8(text), 0, text.length()))
                    .as(text)
                    .isTrue();
        }
        for (String text : List.of("2147483648", "-2147483649", "1.0", "1e1", "99999999999999999999999")) {
            assertThat(AttributeRules.isInteger(utf8(text), 0, text.length()))
                    .as(text)
                    .isFalse();
        }
    }

    private static boolean isTime(String text) {
        return Timestamps.isValid(utf8(text), 0, text.length());
    }

    private static boolean isTimeToTheLibrary(String text) {
        if (!text.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)")) {
            return false;
        }
        try { // the library knows only 18 hours of offset
            OffsetDateTime.parse(text.replaceAll("[+-](\\d\\d):(\\d\\d)$", "Z"));
            return text.endsWith("Z") || text.matches(".*[+-]([01]\\d|2[0-3]):[0-5]\\d");
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isReference(String text) {
        byte[] bytes = utf8(text);
        return UriSyntax.isReference(bytes, 0, bytes.length);
    }

    private static boolean isMediaType(String text) {
        return MediaTypes.isValid(utf8(text), 0, text.length());
    }

    private static boolean isUriToTheLibrary(String text) {
        try {
            new URI(text);
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
