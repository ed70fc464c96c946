package dev.playhead.http.exchange;

import dev.playhead.codec.JsonScanner;
import dev.playhead.edge.EdgeMemory;
import dev.playhead.event.Fault;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bodies of the requests of one event loop, each within its bounds of bytes and time and all within the memory of
 * the node. Owned by the event loop.
 *
 * @param deadlines of bodies
 */
public record Bodies(Context context, RequestDeadlines deadlines, OpenRequests open, EdgeMemory memory) {
    private static final int MOST_DEPTH = 64;
    private static final CharSequence ACCEPT_ENCODING = HttpHeaders.createOptimized("Accept-Encoding");

    /** Gives the decoded body to {@code whole}, or answers why it was not taken. Call it in the turn of the request. */
    public void read(HttpServerRequest request, int maxBytes, Consumer<byte[]> whole) {
        WholeBody.read(this, request, maxBytes, whole);
    }

    /** Reads the body as a JSON object. */
    public void readObject(HttpServerRequest request, int maxBytes, Consumer<JsonObject> work) {
        read(request, maxBytes, body -> work.accept(object(body)));
    }

    /**
     * Returns the decoded body as a stream. Call it in the turn of the request.
     *
     * @throws RefusedException {@code unsupported_media_type} for an unknown coding
     */
    public ReadStream<Buffer> stream(HttpServerRequest request) {
        String coding = String.join(",", request.headers().getAll(HttpHeaders.CONTENT_ENCODING));
        if (ContentDecoder.isIdentity(coding)) {
            return request;
        }
        try {
            return new DecodedBody(request, context, ContentDecoder.of(coding));
        } catch (RefusedException unknown) {
            request.response().putHeader(ACCEPT_ENCODING, ContentDecoder.CODINGS);
            throw unknown;
        }
    }

    /** Returns the reason to refuse a failed body; null after the client has left. */
    public static @Nullable Refusal refusal(Throwable failure) {
        if (failure instanceof HttpClosedException || failure instanceof IOException) {
            return null;
        }
        return failure instanceof RefusedException || !broken(failure)
                ? RefusedException.of(failure)
                : Problem.MALFORMED.because("The framing of the body is invalid: " + failure.getMessage());
    }

    /** Returns whether Netty's decoder of HTTP/1.1 reports broken framing, such as a bad number. */
    private static boolean broken(Throwable failure) {
        return failure instanceof DecoderException
                || failure instanceof NumberFormatException
                || failure instanceof IllegalArgumentException;
    }

    /**
     * Reads the body as a JSON object; an empty object without a body.
     *
     * @throws RefusedException {@code malformed}
     */
    public static JsonObject object(byte[] body) {
        if (body.length == 0) {
            return new JsonObject();
        }
        JsonScanner scanner = new JsonScanner(MOST_DEPTH);
        if (!scanner.scan(body, 0, body.length)) {
            String detail = scanner.faultDetail() + " at byte " + scanner.faultAt();
            throw new Refusal(
                            Problem.MALFORMED,
                            "The body is not a JSON object: " + detail,
                            Fault.at(scanner.faultPointer(), detail))
                    .asException();
        }
        try {
            return new JsonObject(Buffer.buffer(body));
        } catch (DecodeException | ClassCastException e) {
            throw Problem.MALFORMED
                    .because("The body is not a JSON object: " + e.getMessage())
                    .asException();
        }
    }
}
