package dev.playhead.ws;

import dev.playhead.codec.ProblemCodec;
import dev.playhead.codec.Utf8Buffer;
import dev.playhead.delivery.Delivery;
import dev.playhead.delivery.Frames;
import dev.playhead.delivery.Outlet;
import dev.playhead.delivery.StreamRequest;
import dev.playhead.delivery.Subscription;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.ServerWebSocket;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket and its one subscription: does what the client's frames say and answers them. Owned by the socket's
 * event loop.
 */
final class WsSession implements ClientFrames.Ops {
    static final String PLAYHEAD = "playhead.v1";
    static final String CLOUDEVENTS = "cloudevents.json";
    private static final int DONE = 1000;

    private final WsSettings settings;
    private final Delivery delivery;
    private final Context context;
    private final ServerWebSocket webSocket;
    private final Socket socket;
    private final Consumer<WsSession> ended;
    private final Heartbeat heartbeat;
    private final boolean bare;
    private boolean byPath;
    private boolean opening;
    private @Nullable Subscription subscription;
    private Grants early = Grants.NONE;
    private int unread;

    WsSession(
            WsSettings settings,
            Delivery delivery,
            Context context,
            ServerWebSocket webSocket,
            Consumer<WsSession> ended) {
        this.settings = settings;
        this.delivery = delivery;
        this.context = context;
        this.webSocket = webSocket;
        this.socket = new Socket(webSocket, context);
        this.ended = ended;
        this.heartbeat = new Heartbeat(settings, socket, context.owner(), this::cutOff);
        this.bare = CLOUDEVENTS.equals(webSocket.subProtocol());
    }

    /** Listens from now on; opens the stream at once where path and query asked for it. */
    void start(@Nullable StreamRequest stream) {
        webSocket.setWriteQueueMaxSize(settings.writeQueue());
        webSocket.frameHandler(new ClientFrames(settings, heartbeat, this));
        webSocket.exceptionHandler(this::broken);
        webSocket.drainHandler(drained -> drained());
        webSocket.closeHandler(closed -> end());
        if (stream != null) {
            byPath = true;
            open(stream, null);
        }
    }

    /** Tells the client its place and closes. Any thread. */
    Future<Void> goAway() {
        Promise<Void> gone = Promise.promise();
        context.runOnContext(now -> {
            Subscription current = subscription;
            if (current != null && !bare) {
                socket.text(Frames.place(current.token()));
            }
            closeSubscription();
            socket.close(Problem.GOING_AWAY.closeCode(), "the node is stopping: go on with the last token, anywhere")
                    .onComplete(gone);
        });
        return gone.future();
    }

    @Override
    public void subscribe(ClientFrame frame) {
        if (socket.isClosed()) {
            return;
        }
        if (opening || subscription != null) {
            refuse(
                    frame.ref(),
                    Problem.INVALID_REQUEST.because("A socket has one subscription, and this one has it already"));
            return;
        }
        try {
            open(delivery.request(frame.object()), frame.ref());
        } catch (RefusedException refused) {
            refuse(frame.ref(), refused.refusal());
        }
    }

    @Override
    public void request(ClientFrame frame, Grants grants) {
        Subscription current = subscription;
        if (bare) {
            return;
        }
        if (current != null) {
            grants.give(current);
        } else if (opening) {
            early = early.and(grants);
        } else {
            refuse(frame.ref(), Problem.INVALID_REQUEST.because("There is no subscription yet: subscribe first"));
        }
    }

    @Override
    public void unsubscribe(ClientFrame frame) {
        Subscription current = subscription;
        if (current == null) {
            refuse(frame.ref(), Problem.INVALID_REQUEST.because("There is no subscription to end"));
            return;
        }
        closeSubscription();
        if (!bare) {
            socket.text(Frames.closed(current.token()));
        }
        socket.close(DONE, "unsubscribed");
    }

    @Override
    public void refuse(@Nullable Long ref, Refusal refusal) {
        if (bare || refusal.problem() == Problem.TOO_LARGE) {
            cutOff(refusal);
        } else if (socket.isFull() && ++unread > settings.maxUnread()) {
            cutOff(Problem.BUSY.because("The problems that it causes are not read"));
        } else {
            tell(ref, refusal);
        }
    }

    private void cutOff(Refusal refusal) {
        tell(null, refusal);
        closeSubscription();
        socket.cutOff(refusal);
    }

    private void tell(@Nullable Long ref, Refusal refusal) {
        if (!bare) {
            Utf8Buffer out = new Utf8Buffer(256);
            ProblemCodec.frame(out, ref, refusal);
            socket.text(new String(out.array(), 0, out.length(), StandardCharsets.UTF_8));
        }
    }

    private void open(StreamRequest request, @Nullable Long ref) {
        opening = true;
        Outlet outlet = bare ? new EventOutlet(socket, this::failed) : new FrameOutlet(socket, this::failed);
        StreamRequest asked = bare ? request.withoutCredit() : request;
        delivery.open("ws", asked, context, outlet).onComplete(answer -> {
            opening = false;
            if (answer.succeeded()) {
                opened(answer.result());
            } else if (byPath) {
                failed(RefusedException.of(answer.cause()));
            } else {
                refuse(ref, RefusedException.of(answer.cause()));
            }
        });
    }

    private void opened(Subscription made) {
        subscription = made;
        if (socket.isClosed()) {
            closeSubscription();
            return;
        }
        if (!bare) {
            socket.text(Frames.subscribed(made.token(), made.ends()));
        }
        made.start();
        early.give(made);
        early = Grants.NONE;
    }

    /** The stream cannot go on. */
    private void failed(Refusal refusal) {
        tell(null, refusal);
        socket.close(refusal.problem().closeCode(), Socket.reason(refusal));
    }

    private void drained() {
        heartbeat.heard();
        unread = 0;
        Subscription current = subscription;
        if (current != null && !socket.isClosed()) {
            current.resume();
        }
    }

    private void broken(Throwable failure) {
        if (failure instanceof CorruptedWebSocketFrameException corrupted) {
            cutOff(ClientFrames.refusal(corrupted, settings));
        }
    }

    private void closeSubscription() {
        Subscription current = subscription;
        if (current != null) {
            current.close();
        }
    }

    private void end() {
        socket.ended();
        heartbeat.stop();
        closeSubscription();
        ended.accept(this);
    }
}
