package dev.playhead.ws;

import dev.playhead.delivery.Delivery;
import dev.playhead.delivery.request.StreamRequest;
import dev.playhead.edge.EdgeMemory;
import dev.playhead.edge.LongFrames;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import dev.playhead.group.member.GroupConnections;
import dev.playhead.replay.target.TargetStreams;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes requests that want to become WebSockets, and knows all that did. Any event loop. */
public final class WsEdge {
    private static final String STREAM = "/v1/stream";
    private static final String TOPICS = "/v1/topics/";
    private static final String REPLAYS = "/v1/replays/";
    private static final String OF_TOPIC = "/stream";

    private final WsSettings settings;
    private final Vertx vertx;
    private final EdgeMemory memory;
    private final Delivery delivery;
    private final GroupConnections groups;
    private final TargetStreams targets;
    private final Set<WsSession> sessions = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;

    public WsEdge(
            WsSettings settings,
            Vertx vertx,
            EdgeMemory memory,
            Delivery delivery,
            GroupConnections groups,
            TargetStreams targets) {
        this.settings = settings;
        this.vertx = vertx;
        this.memory = memory;
        this.delivery = delivery;
        this.groups = groups;
        this.targets = targets;
    }

    /** Prepares the options of a server for WebSockets. */
    public HttpServerOptions options(HttpServerOptions options) {
        return options.setWebSocketSubProtocols(List.of(WsSession.PLAYHEAD, WsSession.CLOUDEVENTS))
                .setMaxWebSocketFrameSize(Math.max(LongFrames.PIECE, settings.maxMessage()))
                .setMaxWebSocketMessageSize(Math.max(LongFrames.PIECE, settings.maxMessage()))
                .setWebSocketClosingTimeout((int) settings.closeTimeout().toSeconds())
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false);
    }

    /** Returns the reason to refuse a request without an upgrade at the path of a stream; null for other paths. */
    public @Nullable Refusal missing(HttpServerRequest request) {
        String path = request.path() == null ? "" : request.path();
        boolean stream = path.equals(STREAM) || name(path, TOPICS) != null || name(path, REPLAYS) != null;
        return stream ? Handshake.missing(request) : null;
    }

    /** Makes a WebSocket of an allowed request, or refuses it with the reason. */
    public void upgrade(HttpServerRequest request, Consumer<Refusal> refuse) {
        if (draining) {
            refuse.accept(Problem.GOING_AWAY.because("The node is stopping: connect again, to any node"));
            return;
        }
        Consumer<WsSession> start;
        try {
            Handshake.require(request);
            start = start(request);
        } catch (RuntimeException failure) {
            refuse.accept(RefusedException.of(failure));
            return;
        }
        Context context = vertx.getOrCreateContext();
        request.toWebSocket()
                .onSuccess(socket -> open(context, socket, start))
                .onFailure(failure -> refuse.accept(RefusedException.of(failure)));
    }

    /**
     * Sends every client its token and closes its socket, so that it continues on another node; refuses new sockets.
     */
    public Future<Void> drain() {
        draining = true;
        return Future.join(sessions.stream().map(WsSession::goAway).toList()).mapEmpty();
    }

    /** Counts the open WebSockets. */
    public int sessions() {
        return sessions.size();
    }

    private void open(Context context, ServerWebSocket socket, Consumer<WsSession> start) {
        WsSession session =
                new WsSession(settings, delivery, memory, groups, targets, context, socket, sessions::remove);
        sessions.add(session);
        start.accept(session);
        if (draining) {
            session.goAway();
        }
    }

    /** Finds the start of a session: by its path and query, or by its first frame. */
    private Consumer<WsSession> start(HttpServerRequest request) {
        String path = request.path() == null ? "" : request.path();
        if (path.equals(STREAM)) {
            request.routed(STREAM);
            return stream(request);
        }
        String topic = name(path, TOPICS);
        if (topic != null) {
            request.routed(TOPICS + ":topic" + OF_TOPIC);
            StreamRequest stream =
                    delivery.request(List.of(decoded(topic)), request.params().entries());
            return session -> session.start(stream);
        }
        String id = name(path, REPLAYS);
        if (id != null) {
            request.routed(REPLAYS + ":id" + OF_TOPIC);
            TargetRequest target =
                    TargetRequest.read(decoded(id), request.params().entries());
            return session -> session.startTarget(target);
        }
        throw Problem.NOT_FOUND
                .because("The path " + path + " has no WebSocket; the paths are " + STREAM + ", " + TOPICS + "{topic}"
                        + OF_TOPIC + " and " + REPLAYS + "{id}" + OF_TOPIC)
                .asException();
    }

    /** A query names a group that has its topics already; without one the first frame asks for the stream. */
    private Consumer<WsSession> stream(HttpServerRequest request) {
        if (request.query() == null || request.query().isEmpty()) {
            return session -> session.start(null);
        }
        if (!request.params().contains("group")) {
            throw Problem.INVALID_REQUEST
                    .because(STREAM + " takes a query that names a group: ask by a subscribe frame, or at " + TOPICS
                            + "{topic}" + OF_TOPIC)
                    .asException();
        }
        StreamRequest stream = delivery.request(List.of(), request.params().entries());
        return session -> session.start(stream);
    }

    /** Returns the encoded name between the prefix and {@code /stream}; null for another path. */
    private static @Nullable String name(String path, String prefix) {
        if (!path.startsWith(prefix) || !path.endsWith(OF_TOPIC)) {
            return null;
        }
        String name = path.substring(prefix.length(), Math.max(prefix.length(), path.length() - OF_TOPIC.length()));
        return name.isEmpty() || name.indexOf('/') >= 0 ? null : name;
    }

    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Problem.INVALID_REQUEST
                    .because("The encoding of the name in the path is invalid")
                    .asException();
        }
    }
}
