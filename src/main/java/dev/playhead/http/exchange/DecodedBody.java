package dev.playhead.http.exchange;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The decoded body of a request that has a content coding, as a stream. Owned by the event loop of the request.
 *
 * <p>A few bytes can become a thousand times as many. So one turn of the event loop decodes one piece, the request is not
 * read meanwhile, and the reader can stop after each.
 */
public final class DecodedBody implements ReadStream<Buffer> {
    private static final int PIECE = 32 * 1024;

    private final HttpServerRequest request;
    private final Context context;
    private final ContentDecoder decoder;
    private final byte[] piece = new byte[PIECE];
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;
    private boolean paused;
    private boolean scheduled;
    private boolean received;
    private boolean over;

    DecodedBody(HttpServerRequest request, Context context, ContentDecoder decoder) {
        this.request = request;
        this.context = context;
        this.decoder = decoder;
        request.exceptionHandler(this::fail);
        request.handler(chunk -> {
            decoder.feed(chunk.getBytes());
            decode();
        });
        request.endHandler(ended -> {
            received = true;
            decode();
        });
    }

    private void decode() {
        if (over || paused) {
            return;
        }
        int length;
        try {
            length = decoder.read(piece);
            if (length == 0 && received && !decoder.isWhole()) {
                throw ContentDecoder.incomplete();
            }
        } catch (RuntimeException broken) {
            fail(broken);
            return;
        }
        if (length > 0) {
            request.pause();
            schedule();
            if (handler != null) {
                handler.handle(Buffer.buffer(Arrays.copyOf(piece, length)));
            }
        } else if (received) {
            end();
        } else {
            request.resume();
        }
    }

    private void schedule() {
        if (!scheduled) {
            scheduled = true;
            context.runOnContext(next -> {
                scheduled = false;
                decode();
            });
        }
    }

    private void end() {
        over = true;
        decoder.close();
        if (endHandler != null) {
            endHandler.handle(null);
        }
    }

    /** Stops the decoding of the rest. */
    public void stop() {
        over = true;
        decoder.close();
    }

    private void fail(Throwable failure) {
        if (over) {
            return;
        }
        over = true;
        decoder.close();
        if (exceptionHandler != null) {
            exceptionHandler.handle(failure);
        }
    }

    @Override
    public ReadStream<Buffer> pause() {
        paused = true;
        request.pause();
        return this;
    }

    @Override
    public ReadStream<Buffer> resume() {
        paused = false;
        schedule();
        return this;
    }

    @Override
    public ReadStream<Buffer> fetch(long amount) {
        return resume();
    }

    @Override
    public ReadStream<Buffer> handler(@Nullable Handler<Buffer> reader) {
        handler = reader;
        return this;
    }

    @Override
    public ReadStream<Buffer> endHandler(@Nullable Handler<Void> ended) {
        endHandler = ended;
        return this;
    }

    @Override
    public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> failed) {
        exceptionHandler = failed;
        return this;
    }
}
