package dev.playhead.ws;

import dev.playhead.edge.Budget;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes to one WebSocket until it is closed, and nothing after that. Owned by its event loop. */
final class Socket {
    /** The most bytes of a reason: a close frame has room for 125 bytes, and the code takes two. */
    private static final int LONGEST_REASON = 123;

    private final ServerWebSocket socket;
    private final Context context;
    private boolean closed;
    private final Budget unread;
    private final Runnable roomAgain;
    private long sent;
    private int underWay;
    private boolean awaitsOwn;
    private boolean awaitsOthers;

    /**
     * @param unread counts the bytes that the clients of all edges have not read
     * @param roomAgain runs when room may exist again, after {@link #hasRoom} was false because of {@code unread}
     */
    Socket(ServerWebSocket socket, Context context, Budget unread, Runnable roomAgain) {
        this.socket = socket;
        this.context = context;
        this.unread = unread;
        this.roomAgain = roomAgain;
    }

    boolean isFull() {
        return closed || socket.isClosed() || socket.writeQueueFull();
    }

    /**
     * Returns whether a stream may write. It may not if this client has much unread data, or if the node has no room
     * for unread data. It may not either if the node has little room and this client has any unread data.
     */
    boolean hasRoom() {
        if (isFull()) {
            return false;
        }
        if (unread.full()) {
            awaitOthers();
            return false;
        }
        awaitsOwn = unread.scarce() && underWay > 0;
        return !awaitsOwn;
    }

    private void awaitOthers() {
        if (!awaitsOthers) {
            awaitsOthers = true;
            unread.whenRoom(() -> context.runOnContext(woken -> {
                awaitsOthers = false;
                roomAgain.run();
            }));
        }
    }

    private void written() {
        underWay--;
        if (awaitsOwn && underWay == 0) {
            awaitsOwn = false;
            context.runOnContext(woken -> roomAgain.run());
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Counts the bytes of written messages, approximately. */
    long sent() {
        return sent;
    }

    void text(String message) {
        if (isOpen()) {
            sent += message.length();
            underWay++;
            socket.writeFrame(WebSocketFrame.textFrame(message, true)).onComplete(taken -> written());
        }
    }

    /** Sends one message of several frames. The parts after the head never become Strings, and each must be UTF-8. */
    void text(String head, List<Buffer> rest) {
        if (isOpen()) {
            sent += head.length();
            Future<Void> taken = socket.writeFrame(WebSocketFrame.textFrame(head, false));
            for (int index = 0; index < rest.size(); index++) {
                Buffer part = rest.get(index);
                sent += part.length();
                taken = socket.writeFrame(WebSocketFrame.continuationFrame(part, index == rest.size() - 1));
            }
            underWay++;
            taken.onComplete(written -> written());
        }
    }

    void ping() {
        if (isOpen()) {
            socket.writePing(Buffer.buffer());
        }
    }

    Future<Void> close(int code, String reason) {
        if (!isOpen()) {
            return Future.succeededFuture();
        }
        closed = true;
        return socket.close((short) code, shortened(reason));
    }

    /**
     * Closes a socket that broke the rules. The node reads on, so that the client can read the reason. It stops to read
     * a client that does not read, or that floods, because each further message would get an answer.
     *
     * <p>The pause comes with the next turn: after the handler of a ping Vert.x asks for one frame more, even when
     * paused, so a flood would go on for ever.
     */
    void cutOff(Refusal refusal, int closeCode) {
        boolean deaf = isFull() || refusal.problem() == Problem.BUSY;
        close(closeCode, reason(refusal));
        if (deaf) {
            context.runOnContext(next -> socket.pause());
        }
    }

    /** Marks the socket as closed, after its end without a close by this node. */
    void ended() {
        closed = true;
    }

    static String reason(Refusal refusal) {
        return refusal.problem().code() + ": " + refusal.detail();
    }

    private boolean isOpen() {
        return !closed && !socket.isClosed();
    }

    private static String shortened(String reason) {
        String shorter = reason;
        while (shorter.getBytes(StandardCharsets.UTF_8).length > LONGEST_REASON) {
            shorter = shorter.substring(0, shorter.length() - 1);
        }
        return shorter;
    }
}
