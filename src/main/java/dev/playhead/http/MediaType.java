package dev.playhead.http;

import dev.playhead.codec.MediaTypes;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The form of the events in a request. */
enum MediaType {
    /** One event, {@code application/cloudevents+json}. */
    STRUCTURED,
    /** An array of events, {@code application/cloudevents-batch+json}. */
    BATCH,
    /** An event a line, {@code application/x-ndjson}. */
    LINES,
    /** One event, its attributes in {@code ce-} headers. */
    BINARY;

    private static final String TAKEN = "application/cloudevents+json, application/cloudevents-batch+json, "
            + "application/x-ndjson, or any with ce- headers (binary mode)";
    private static final String STRUCTURED_TYPE = "application/cloudevents+json";

    /** Makes the refusal with the sent media type and the accepted ones. */
    static Refusal refusal(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        String sent = type == null ? "The request has no Content-Type" : "The Content-Type is " + type;
        if (type != null && essence(type).startsWith("application/cloudevents") && !MediaTypes.isUtf8(type)) {
            return Problem.UNSUPPORTED_MEDIA_TYPE.because(sent + "; send events in UTF-8");
        }
        String attributes = request.headers().names().stream().anyMatch(MediaType::isAttribute)
                ? "ce-specversion is missing among its ce- headers"
                : "it has no ce- headers";
        return Problem.UNSUPPORTED_MEDIA_TYPE.because(sent + ", and " + attributes + ". An append takes " + TAKEN
                + ". Send an event that is one JSON object as application/cloudevents+json; send data alone with the headers "
                + "ce-specversion, ce-id, ce-source and ce-type");
    }

    private static boolean isAttribute(String header) {
        return header.regionMatches(true, 0, "ce-", 0, 3);
    }

    /** Finds the media type of the request; null for any other. */
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
