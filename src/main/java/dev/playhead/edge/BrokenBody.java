package dev.playhead.edge;

import io.netty.handler.codec.DecoderException;
import org.jspecify.annotations.Nullable;

/**
 * Reports ambiguous framing in the chunks of a body. Vert.x closes the connection right after this report; a connection
 * with pending answers delays the close until they are written. Owned by the connection's event loop.
 */
public final class BrokenBody extends DecoderException {
    private static final long serialVersionUID = 1L;

    private transient boolean held;
    private transient @Nullable Runnable close;

    BrokenBody(String detail) {
        super(detail);
    }

    /** Keeps the connection open until {@link #release()}. */
    public void hold() {
        held = true;
    }

    /** Closes the connection if that was due meanwhile. */
    public void release() {
        held = false;
        if (close != null) {
            close.run();
        }
    }

    /** Runs the close now, or when it is no longer held. */
    void close(Runnable due) {
        if (held) {
            close = due;
        } else {
            due.run();
        }
    }
}
