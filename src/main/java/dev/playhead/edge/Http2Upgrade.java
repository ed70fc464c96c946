package dev.playhead.edge;

import io.netty.handler.codec.http2.Http2Settings;
import io.vertx.core.buffer.Buffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the headers of one request for an upgrade to HTTP/2, and refuses an upgrade without one of them. Vert.x would
 * answer it without a reason, keep the connection, and never release the bytes of its body. Owned by the connection's
 * event loop.
 */
final class Http2Upgrade {
    private static final String NAME = "h2c";

    private boolean asked;
    private @Nullable String connection;
    private @Nullable String settings;

    void begin() {
        asked = false;
        connection = null;
        settings = null;
    }

    /** Reads a line of {@code Upgrade}: all its lines count, and of other headers the first, as in Vert.x. */
    @Nullable
    String to(String protocol) {
        asked |= protocol.equalsIgnoreCase(NAME);
        return null;
    }

    @Nullable
    String connection(String options) {
        connection = connection == null ? options : connection;
        return null;
    }

    @Nullable
    String settings(String base64) {
        settings = settings == null ? base64 : settings;
        return null;
    }

    @Nullable
    String headEnds() {
        return !asked || lists("upgrade") && lists("http2-settings") && hasSettings()
                ? null
                : "An upgrade to h2c needs Connection: Upgrade, HTTP2-Settings and the settings in base64url";
    }

    private boolean lists(String wanted) {
        for (String option :
                (connection == null ? "" : connection).replace(" ", "").split(",")) {
            if (option.equalsIgnoreCase(wanted)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasSettings() {
        if (settings == null) {
            return false;
        }
        try {
            Buffer bytes = Buffer.buffer(Base64.getUrlDecoder().decode(settings));
            Http2Settings taken = new Http2Settings();
            for (int at = 0; at < bytes.length(); at += Short.BYTES + Integer.BYTES) {
                taken.put((char) bytes.getUnsignedShort(at), (Long) bytes.getUnsignedInt(at + Short.BYTES));
            }
            return true;
        } catch (IllegalArgumentException | IndexOutOfBoundsException broken) {
            return false;
        }
    }
}
