package dev.playhead.codec;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Media types as RFC 2046 and RFC 9110 write them; stateless. */
public final class MediaTypes {
    private static final String TOKEN_PUNCTUATION = "!#$%&'*+-.^_`|~";

    private static final Pattern CHARSET =
            Pattern.compile(";[ \\t]*charset=\"?([^\";, \\t]*)", Pattern.CASE_INSENSITIVE);

    private MediaTypes() {}

    /** {@code type "/" subtype *(";" name "=" value)}, with optional white space around the semicolons. */
    static boolean isValid(byte[] b, int from, int to) {
        int slash = token(b, from, to);
        if (slash < 0 || slash >= to || b[slash] != '/') {
            return false;
        }
        int at = token(b, slash + 1, to);
        while (at >= 0 && space(b, at, to) < to) {
            int semicolon = space(b, at, to);
            if (b[semicolon] != ';') {
                return false;
            }
            at = parameter(b, space(b, semicolon + 1, to), to);
        }
        return at >= 0;
    }

    /** Returns whether data of that type is JSON. */
    static boolean isJson(byte[] mediaType) {
        String type = essence(mediaType);
        return type.endsWith("/json") || type.endsWith("+json");
    }

    /** Returns whether data of that type is text in UTF-8. */
    static boolean isUtf8Text(byte[] mediaType) {
        String whole = new String(mediaType, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        boolean text = whole.startsWith("text/") || essence(mediaType).matches("application/(.*\\+)?xml");
        return text && (isUtf8(whole) || "us-ascii".equals(charset(whole)));
    }

    /** Returns whether the media type names UTF-8 as its {@code charset}, by any of its usual names, or names none. */
    public static boolean isUtf8(String mediaType) {
        String charset = charset(mediaType);
        return charset == null || charset.equals("utf-8") || charset.equals("utf8");
    }

    private static @Nullable String charset(String mediaType) {
        Matcher parameter = CHARSET.matcher(mediaType);
        return parameter.find() ? parameter.group(1).toLowerCase(Locale.ROOT) : null;
    }

    /** Returns whether it is that type, with any parameters. */
    static boolean is(byte[] mediaType, String type) {
        return essence(mediaType).equals(type);
    }

    private static String essence(byte[] mediaType) {
        String whole = new String(mediaType, StandardCharsets.ISO_8859_1);
        int semicolon = whole.indexOf(';');
        return (semicolon < 0 ? whole : whole.substring(0, semicolon)).trim().toLowerCase(Locale.ROOT);
    }

    private static int parameter(byte[] b, int from, int to) {
        int equals = token(b, from, to);
        if (equals < 0 || equals >= to || b[equals] != '=') {
            return -1;
        }
        int at = equals + 1;
        return at < to && b[at] == '"' ? quoted(b, at + 1, to) : token(b, at, to);
    }

    private static int quoted(byte[] b, int from, int to) {
        for (int at = from; at < to; at++) {
            if (b[at] == '"') {
                return at + 1;
            }
            if (b[at] == '\\') {
                at++;
            }
        }
        return -1;
    }

    private static int token(byte[] b, int from, int to) {
        int at = from;
        while (at < to && isTokenCharacter(b[at])) {
            at++;
        }
        return at > from ? at : -1;
    }

    private static boolean isTokenCharacter(byte c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c > 0 && TOKEN_PUNCTUATION.indexOf(c) >= 0;
    }

    private static int space(byte[] b, int from, int to) {
        int at = from;
        while (at < to && (b[at] == ' ' || b[at] == '\t')) {
            at++;
        }
        return at;
    }
}
