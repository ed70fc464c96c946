package dev.playhead.ws;

import dev.playhead.event.Fault;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The rules of a request that wants to become a WebSocket (RFC 6455, 4.2.1); stateless. */
final class Handshake {
    private static final String VERSION = "Sec-WebSocket-Version";
    private static final String KEY = "Sec-WebSocket-Key";
    private static final String PROTOCOL = "Sec-WebSocket-Protocol";
    private static final int KEY_BYTES = 16;

    /** The length of a key in base64, with its padding. */
    private static final int KEY_LENGTH = 24;

    private Handshake() {}

    /** Refuses a request without the header {@code Upgrade: websocket} at the address of a stream. */
    static Refusal missing(HttpServerRequest request) {
        boolean reads = HttpMethod.GET.equals(request.method()) || HttpMethod.HEAD.equals(request.method());
        if (!reads) {
            return otherMethod(request);
        }
        request.response().putHeader(HttpHeaders.UPGRADE, HttpHeaders.WEBSOCKET);
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE);
        return Problem.UPGRADE_REQUIRED.because(
                "A stream is a WebSocket: connect with ws:// or send the headers Upgrade, Connection, "
                        + "Sec-WebSocket-Version and Sec-WebSocket-Key; GET /v1/topics/{topic}/events reads without one");
    }

    private static Refusal otherMethod(HttpServerRequest request) {
        request.response().putHeader("Allow", "GET");
        return Problem.METHOD_NOT_ALLOWED.because("A request for a WebSocket must be a GET");
    }

    /**
     * Also makes one line of each header that Vert.x reads the first line of.
     *
     * @throws RefusedException {@code method_not_allowed}, {@code upgrade_required} or {@code invalid_request}, with all
     *     faults
     */
    static void require(HttpServerRequest request) {
        if (!HttpMethod.GET.equals(request.method())) {
            throw otherMethod(request).asException();
        }
        List<String> versions = request.headers().getAll(VERSION);
        if (!versions.isEmpty() && !versions.equals(List.of("13"))) {
            request.response().putHeader(VERSION, "13");
            throw Problem.UPGRADE_REQUIRED
                    .because(VERSION + " is " + String.join(", ", versions) + "; it must be 13")
                    .asException();
        }
        List<Fault> faults = new ArrayList<>();
        if (request.version() != HttpVersion.HTTP_1_1) {
            faults.add(Fault.inParameter("Upgrade", "takes HTTP/1.1"));
        }
        if (!listed(joined(request, HttpHeaders.CONNECTION))) {
            faults.add(Fault.inParameter("Connection", "takes Upgrade"));
        }
        if (versions.isEmpty()) {
            request.response().putHeader(VERSION, "13");
            faults.add(Fault.inParameter(VERSION, "is missing; it must be 13"));
        }
        List<String> keys = request.headers().getAll(KEY);
        if (keys.size() != 1 || !isKey(keys.get(0))) {
            faults.add(Fault.inParameter(KEY, "takes 16 bytes in base64, once"));
        }
        if (!isUri(request.uri())) {
            faults.add(Fault.inParameter("uri", "has a character that needs percent-encoding in a URI"));
        }
        if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                || !"0"
                        .equals(
                                request.headers().get(HttpHeaders.CONTENT_LENGTH) == null
                                        ? "0"
                                        : request.headers().get(HttpHeaders.CONTENT_LENGTH))) {
            faults.add(Fault.inParameter("Content-Length", "takes 0: the request has no body"));
        }
        if (!faults.isEmpty()) {
            throw new Refusal(Problem.INVALID_REQUEST, "The request cannot become a WebSocket", faults).asException();
        }
        request.headers().set(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE);
        String protocols = joined(request, PROTOCOL);
        if (!protocols.isEmpty()) {
            request.headers().set(PROTOCOL, protocols);
        }
    }

    private static String joined(HttpServerRequest request, CharSequence name) {
        return String.join(",", request.headers().getAll(name));
    }

    private static boolean isUri(String uri) {
        try {
            return new URI(uri).getRawPath() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean listed(String connection) {
        for (String option : connection.split(",")) {
            if (option.strip().equalsIgnoreCase("upgrade")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isKey(String key) {
        try {
            return key.length() == KEY_LENGTH && Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException noBase64) {
            return false;
        }
    }
}
