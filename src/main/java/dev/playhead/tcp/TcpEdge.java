package dev.playhead.tcp;

import dev.playhead.codec.CodecLimits;
import dev.playhead.codec.EventCodec;
import dev.playhead.edge.Budget;
import dev.playhead.edge.EdgeMemory;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.ingest.Ingest;
import dev.playhead.ingest.Intake;
import dev.playhead.ingest.Lane;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Owns the line edge on one event loop: deploy one instance for each event loop; they share the port. */
public final class TcpEdge extends VerticleBase {
    private static final int RECEIVE_BYTES = 64 * 1024;

    private final TcpSettings settings;
    private final SocketAddress address;
    private final CodecLimits limits;
    private final EventCodec codec;
    private final EdgeMemory memory;
    private final Ingest ingest;
    private final Function<@Nullable String, @Nullable Refusal> authorize;
    private final AtomicInteger connections;

    // Owned by the event loop
    private final Set<TcpSession> sessions = new HashSet<>();
    private @Nullable NetServer server;
    private @Nullable Lane lane;
    private @Nullable Promise<Void> drained;

    /**
     * @param address the bind address of all instances
     * @param memory limits the memory of the clients of all edges
     * @param authorize returns the refusal of a connection with that token (null: no token), or null
     * @param connections the number of connections of all instances
     */
    public TcpEdge(
            TcpSettings settings,
            SocketAddress address,
            CodecLimits limits,
            EdgeMemory memory,
            Ingest ingest,
            Function<@Nullable String, @Nullable Refusal> authorize,
            AtomicInteger connections) {
        this.settings = settings;
        this.address = address;
        this.limits = limits;
        this.codec = new EventCodec(limits);
        this.memory = memory;
        this.ingest = ingest;
        this.authorize = authorize;
        this.connections = connections;
    }

    @Override
    public Future<?> start() {
        lane = ingest.lane(context);
        NetServerOptions options =
                new NetServerOptions().setTcpNoDelay(true).setTcpKeepAlive(true).setReceiveBufferSize(RECEIVE_BYTES);
        server = vertx.createNetServer(options).connectHandler(this::connected);
        return server.listen(address);
    }

    /** The port that this edge listens on. */
    public int port() {
        return Objects.requireNonNull(server).actualPort();
    }

    private void connected(NetSocket socket) {
        TcpSession session = new TcpSession(socket, this);
        sessions.add(session);
        session.start();
        int open = connections.incrementAndGet();
        if (drained != null) {
            session.refuse(Problem.GOING_AWAY.because("The node is stopping; connect to another node, or later"));
        } else if (open > settings.maxConnections()) {
            session.refuse(Problem.BUSY.because(
                    "The node has " + settings.maxConnections() + " connections, the maximum (tcp.maxConnections)"));
        } else {
            vertx.setTimer(settings.helloTimeout().toMillis(), expired -> {
                if (!session.opened()) {
                    session.refuse(Problem.BODY_TIMEOUT.because("No line arrived within " + settings.helloTimeout()));
                }
            });
        }
    }

    void closed(TcpSession session) {
        if (sessions.remove(session)) {
            connections.decrementAndGet();
        }
        if (drained != null && sessions.isEmpty()) {
            drained.tryComplete();
        }
    }

    /** Returns the budget of written bytes that clients have not read. */
    Budget unread() {
        return memory.unread();
    }

    /** Runs it on the event loop. */
    void later(Runnable work) {
        context.runOnContext(now -> work.run());
    }

    String defaultTopic() {
        return settings.topic();
    }

    @Nullable
    Refusal refusal(Hello hello) {
        Refusal refusal = authorize.apply(hello.token());
        String topic = hello.topic();
        return refusal == null && topic != null ? ingest.nameRefusal(topic) : refusal;
    }

    Intake intake(NetSocket socket, String topic, boolean window, Intake.Answers answers) {
        return new Intake(
                ingest,
                java.util.Objects.requireNonNull(lane),
                context,
                socket,
                codec,
                limits.maxEventBytes(),
                memory.received(),
                topic,
                window,
                answers);
    }

    /** Stops the reading, answers the read lines, closes the connections; on the event loop. */
    public Future<Void> drain() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(now -> {
            drained = done;
            List.copyOf(sessions).forEach(TcpSession::drain);
            if (sessions.isEmpty()) {
                done.tryComplete();
            }
        });
        return done.future();
    }

    @Override
    public Future<?> stop() {
        return server == null ? Future.succeededFuture() : server.close();
    }
}
