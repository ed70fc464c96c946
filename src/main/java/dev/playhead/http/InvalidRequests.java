package dev.playhead.http;

import dev.playhead.codec.ProblemCodec;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.http.exchange.Answers;
import dev.playhead.http.exchange.OpenRequests;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * Answers requests with invalid heads, and connections above the limit; the connection ends with the answer. Stateless,
 * on the event loop of the request.
 */
final class InvalidRequests {
    private InvalidRequests() {}

    static void answer(HttpServerRequest request) {
        OpenRequests.closeAfterAnswer(request);
        Answers.refuse(request, refusal(request.decoderResult().cause()));
    }

    /**
     * Returns the bytes of the answer to a connection above the limit; such a connection has no decoder and no encoder.
     */
    static byte[] tooMany(int most) {
        byte[] body = ProblemCodec.document(
                Problem.BUSY.because("The node has " + most + " connections, the maximum (http.maxConnections)"));
        return Buffer.buffer("HTTP/1.1 429 Too Many Requests\r\nconnection: close\r\nretry-after: 1\r\n"
                        + "content-type: application/problem+json\r\ncontent-length: " + body.length + "\r\n\r\n")
                .appendBytes(body)
                .getBytes();
    }

    private static Refusal refusal(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return Problem.URI_TOO_LONG.because("The request line is longer than http.maxUri allows");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return Problem.HEADERS_TOO_LARGE.because("The headers are larger than http.maxHeaders allows");
        }
        return Problem.MALFORMED.because("The head of the request is not HTTP: " + cause.getMessage());
    }
}
