package dev.playhead.ws;

import dev.playhead.codec.ProblemCodec;
import dev.playhead.codec.Utf8Buffer;
import dev.playhead.delivery.Delivery;
import dev.playhead.delivery.request.StreamRequest;
import dev.playhead.edge.EdgeMemory;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import dev.playhead.group.member.GroupConnection;
import dev.playhead.group.member.GroupConnections;
import dev.playhead.replay.target.TargetStreams;
import dev.playhead.stream.Frames;
import dev.playhead.stream.Outlet;
import dev.playhead.stream.Stream;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.ServerWebSocket;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Serves one WebSocket and its one subscription: performs the client's frames and answers them. Owned by the socket's
 * event loop.
 */
final class WsSession implements ClientFrames.Ops {
    static final String PLAYHEAD = "playhead.v1";
    static final String CLOUDEVENTS = "cloudevents.json";
    private static final int DONE = 1000;

    private final WsSettings settings;
    private final Delivery delivery;
    private final GroupConnections groups;
    private final TargetStreams targets;
    private final Context context;
    private final ServerWebSocket webSocket;
    private final Socket socket;
    private final Consumer<WsSession> ended;
    private final Heartbeat heartbeat;
    private final ClientFrames frames;
    private final boolean bare;
    private boolean byPath;
    private boolean opening;
    private @Nullable Stream subscription;
    private @Nullable GroupTalk talk;
    private Future<Void> left = Future.succeededFuture();
    private Grants early = Grants.NONE;
    private @Nullable Refusal broken;
    private int brokenCode;
    private int unread;

    WsSession(
            WsSettings settings,
            Delivery delivery,
            EdgeMemory memory,
            GroupConnections groups,
            TargetStreams targets,
            Context context,
            ServerWebSocket webSocket,
            Consumer<WsSession> ended) {
        this.settings = settings;
        this.delivery = delivery;
        this.groups = groups;
        this.targets = targets;
        this.context = context;
        this.webSocket = webSocket;
        this.socket = new Socket(webSocket, context, memory.unread(), this::resume);
        this.ended = ended;
        this.heartbeat = new Heartbeat(settings, socket, context.owner(), this::cutOff);
        this.frames = new ClientFrames(settings, heartbeat, memory.received(), this);
        this.bare = CLOUDEVENTS.equals(webSocket.subProtocol());
    }

    /** Listens from now on, and opens the stream at once if path and query requested it. */
    void start(@Nullable StreamRequest stream) {
        listen();
        if (stream != null) {
            byPath = true;
            open(stream, null);
        }
    }

    /** Listens from now on, and opens a stream of a replay's target. */
    void startTarget(TargetRequest target) {
        listen();
        byPath = true;
        if (bare) {
            failed(Problem.INVALID_REQUEST.because("A stream of a replay needs the subprotocol " + PLAYHEAD));
            return;
        }
        opening = true;
        FrameOutlet outlet = new FrameOutlet(socket, target.replay(), this::failed);
        targets.open(target.replay(), target.target(), target.credit(), context, outlet)
                .onComplete(answer ->
                        opened(answer, null, made -> made.ifPresent(stream -> openedOfTarget(stream, target))));
    }

    private void openedOfTarget(GroupConnection made, TargetRequest target) {
        talk = new GroupTalk(socket, made, this::refuse, this::answered);
        opened(made, GroupFrames.subscribed(made, target.replay(), target.target()));
    }

    private void listen() {
        webSocket.setWriteQueueMaxSize(settings.writeQueue());
        webSocket.frameHandler(frames);
        webSocket.drainHandler(drained -> drained());
        webSocket.closeHandler(closed -> end());
    }

    /** Tells the client its place and closes. Any thread. */
    Future<Void> goAway() {
        Promise<Void> gone = Promise.promise();
        context.runOnContext(now -> {
            Stream current = subscription;
            if (current != null && !bare) {
                socket.text(Frames.place(current.token()));
            }
            closeSubscription();
            socket.close(
                            Problem.GOING_AWAY.closeCode(),
                            "the node is stopping: continue with the last token on any node")
                    .transform(closed -> left)
                    .onComplete(gone);
        });
        return gone.future();
    }

    @Override
    public void subscribe(ClientFrames.ClientFrame frame) {
        if (socket.isClosed()) {
            return;
        }
        if (opening || subscription != null) {
            refuse(
                    frame.ref(),
                    Problem.INVALID_REQUEST.because("A socket has one subscription, and this socket already has it"));
            return;
        }
        try {
            open(delivery.request(frame.object()), frame.ref());
        } catch (RefusedException refused) {
            refuse(frame.ref(), refused.refusal());
        }
    }

    @Override
    public void request(ClientFrames.ClientFrame frame, Grants grants) {
        Stream current = subscription;
        if (bare) {
            return;
        }
        if (current != null) {
            grants.give(current);
        } else if (opening) {
            early = early.and(grants);
        } else {
            refuse(frame.ref(), Problem.INVALID_REQUEST.because("This socket has no subscription: subscribe first"));
        }
    }

    @Override
    public void speak(ClientFrames.ClientFrame frame) {
        GroupTalk current = talk;
        if (current != null && !socket.isClosed()) {
            current.hear(frame);
        } else if (!bare) {
            refuse(frame.ref(), Problem.INVALID_REQUEST.because(frame.op() + notOfGroup()));
        }
    }

    private String notOfGroup() {
        if (opening) {
            return " names deliveries, and the subscription is not open yet: wait for subscribed";
        }
        return subscription == null
                ? " names deliveries, and this socket has no subscription yet: subscribe with a group first"
                : " is for streams of groups, and this stream has no group: subscribe with a group";
    }

    @Override
    public void unsubscribe(ClientFrames.ClientFrame frame) {
        Stream current = subscription;
        if (current == null) {
            refuse(frame.ref(), Problem.INVALID_REQUEST.because("This socket has no subscription to end"));
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
        if (bare) {
            cutOff(refusal);
        } else if (socket.isFull() && ++unread > settings.maxUnread()) {
            cutOff(Problem.BUSY.because("The client does not read its problems"));
        } else {
            tell(ref, refusal);
        }
    }

    @Override
    public void cutOff(Refusal refusal) {
        cutOff(refusal, refusal.problem().closeCode());
    }

    private void cutOff(Refusal refusal, int closeCode) {
        tell(null, refusal);
        closeSubscription();
        socket.cutOff(refusal, closeCode);
    }

    private void tell(@Nullable Long ref, Refusal refusal) {
        if (!bare) {
            Utf8Buffer out = new Utf8Buffer(256);
            ProblemCodec.frame(out, ref, refusal);
            socket.text(new String(out.array(), 0, out.length(), StandardCharsets.UTF_8));
        }
    }

    private void open(StreamRequest request, @Nullable Long ref) {
        if (bare && request.group() != null) {
            failed(Problem.INVALID_REQUEST.because("A stream of a group needs the subprotocol " + PLAYHEAD));
            return;
        }
        opening = true;
        if (request.group() != null) {
            groups.open(request, context, new FrameOutlet(socket, this::failed))
                    .onComplete(answer -> opened(answer, ref, this::openedOfGroup));
        } else {
            Outlet outlet = bare ? new EventOutlet(socket, this::failed) : new FrameOutlet(socket, this::failed);
            delivery.open("ws", bare ? request.withoutCredit() : request, context, outlet)
                    .onComplete(answer -> opened(
                            answer,
                            ref,
                            made -> opened(made, Frames.subscribed(made.token(), made.ends(), made.unspent()))));
        }
    }

    private <T> void opened(AsyncResult<T> answer, @Nullable Long ref, Consumer<T> begin) {
        opening = false;
        try {
            if (answer.succeeded()) {
                begin.accept(answer.result());
            } else if (byPath) {
                failed(RefusedException.of(answer.cause()));
            } else {
                refuse(ref, RefusedException.of(answer.cause()));
            }
        } catch (RuntimeException | StackOverflowError failure) {
            failed(RefusedException.of(failure));
        }
        answered();
    }

    private void openedOfGroup(GroupConnection made) {
        talk = new GroupTalk(socket, made, this::refuse, this::answered);
        opened(made, GroupFrames.subscribed(made));
    }

    private void opened(Stream made, String subscribed) {
        subscription = made;
        if (socket.isClosed()) {
            closeSubscription();
            return;
        }
        if (!bare) {
            socket.text(subscribed);
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
        resume();
    }

    private void resume() {
        Stream current = subscription;
        if (current != null && !socket.isClosed()) {
            current.resume();
        }
    }

    /** Ends the reading of frames; the session answers the received frames first, within the time of a close. */
    @Override
    public void broken(Refusal refusal, int closeCode) {
        if (broken == null) {
            broken = refusal;
            brokenCode = closeCode;
            context.runOnContext(later -> answered());
            context.owner().setTimer(settings.closeTimeout().toMillis(), expired -> cutOffBroken());
        }
    }

    /** An answer that a client waited for has been given. */
    private void answered() {
        if (!opening && (talk == null || !talk.isAwaited())) {
            cutOffBroken();
        }
    }

    private void cutOffBroken() {
        if (broken != null && !socket.isClosed()) {
            cutOff(broken, brokenCode);
        }
    }

    private void closeSubscription() {
        Stream current = subscription;
        if (current != null) {
            current.close();
            if (current instanceof GroupConnection ofGroup) {
                left = ofGroup.ended();
            }
        }
    }

    private void end() {
        socket.ended();
        frames.forget();
        heartbeat.stop();
        closeSubscription();
        ended.accept(this);
    }
}
