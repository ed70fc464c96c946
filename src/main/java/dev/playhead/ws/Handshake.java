package dev.playhead.ws;

import dev.playhead.event.Fault;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules of a request that wants to become a WebSocket (RFC 6455, 4.2.1); stateless. */
final class Handshake {
    private static final int KEY_BYTES = 16;

    private Handshake() {}

    /** @throws RefusedException {@code method_not_allowed} or {@code invalid_request}, with all faults */
    static void require(HttpServerRequest request) {
        if (!HttpMethod.GET.equals(request.method())) {
            throw Problem.METHOD_NOT_ALLOWED
                    .because("A request for a WebSocket is a GET")
                    .asException();
        }
        List<Fault> faults = new ArrayList<>();
        if (request.version() != HttpVersion.HTTP_1_1) {
            faults.add(Fault.inParameter("Upgrade", "takes HTTP/1.1"));
        }
        if (!request.headers().contains(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE, true)
                && !listed(request.getHeader(HttpHeaders.CONNECTION))) {
            faults.add(Fault.inParameter("Connection", "takes Upgrade"));
        }
        if (!"13".equals(request.getHeader("Sec-WebSocket-Version"))) {
            request.response().putHeader("Sec-WebSocket-Version", "13");
            faults.add(Fault.inParameter("Sec-WebSocket-Version", "takes 13"));
        }
        if (!isKey(request.getHeader("Sec-WebSocket-Key"))) {
            faults.add(Fault.inParameter("Sec-WebSocket-Key", "takes 16 bytes in base64"));
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
    }

    private static boolean listed(@Nullable String connection) {
        for (String option : (connection == null ? "" : connection).split(",")) {
            if (option.strip().equalsIgnoreCase("upgrade")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isKey(@Nullable String key) {
        try {
            return key != null && Base64.getDecoder().decode(key.strip()).length == KEY_BYTES;
        } catch (IllegalArgumentException noBase64) {
            return false;
        }
    }
}
