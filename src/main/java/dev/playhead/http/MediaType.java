package dev.playhead.http;

import dev.playhead.codec.MediaTypes;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How the events of a request are written. */
enum MediaType {
    /** One event, {@code application/cloudevents+json}. */
    STRUCTURED,
    /** An array of events, {@code application/cloudevents-batch+json}. */
    BATCH,
    /** An event a line, {@code application/x-ndjson}. */
    LINES,
    /** One event, its attributes in {@code ce-} headers. */
    BINARY;

    static final String TAKEN = "application/cloudevents+json, application/cloudevents-batch+json, "
            + "application/x-ndjson, or any with ce- headers (binary mode)";
    private static final String STRUCTURED_TYPE = "application/cloudevents+json";

    /** Null where the request is written in none of these. */
    static @Nullable MediaType of(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (STRUCTURED_TYPE.equals(type)) {
            return STRUCTURED;
        }
        String plain = type == null ? "" : essence(type);
        if (type != null && plain.startsWith("application/cloudevents") && !MediaTypes.isUtf8(type)) {
            return null;
        }
        return switch (plain) {
            case STRUCTURED_TYPE -> STRUCTURED;
            case "application/cloudevents-batch+json" -> BATCH;
            case "application/x-ndjson", "application/ndjson", "application/jsonlines" -> LINES;
            default -> binary(request, plain);
        };
    }

    private static @Nullable MediaType binary(HttpServerRequest request, String plain) {
        boolean otherFormat = plain.startsWith("application/cloudevents");
        return !otherFormat && request.headers().contains("ce-specversion") ? BINARY : null;
    }

    private static String essence(String type) {
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).trim().toLowerCase(Locale.ROOT);
    }
}
