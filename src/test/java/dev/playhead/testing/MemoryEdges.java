package dev.playhead.testing;

import dev.playhead.config.Settings;
import dev.playhead.edge.Budget;
import dev.playhead.edge.EdgeMemory;
import dev.playhead.event.Refusal;
import dev.playhead.filter.FilterCodec;
import dev.playhead.group.GroupSpecs;
import dev.playhead.group.report.GroupDoor;
import dev.playhead.http.HttpEdge;
import dev.playhead.ingest.Deduplication;
import dev.playhead.ingest.Incarnation;
import dev.playhead.ingest.Ingest;
import dev.playhead.metrics.Meters;
import dev.playhead.tcp.HalfCloseTransport;
import dev.playhead.tcp.TcpEdge;
import dev.playhead.tracing.Traces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.transport.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The HTTP and the line edge of a node, over a log in memory, with sockets that say what they like. */
public final class MemoryEdges implements AutoCloseable {
    /** A token that the line edge takes where it wants one. */
    public static final String TOKEN = "secret";

    public final MemoryLog log = new MemoryLog();
    public final EdgeMemory memory;
    public final HttpEdge http;
    public final TcpEdge tcp;
    public final Vertx vertx;
    private final Ingest ingest;
    private final int tcpPort;

    /** What a test changes of a node. */
    public static final class Choice {
        private long received = 64 << 20;
        private long unread = 64 << 20;
        private boolean tokens;
        private Function<HttpServerRequest, @Nullable Refusal> gate = request -> null;
        private final List<String> settings = new java.util.ArrayList<>();

        public Choice received(long most) {
            received = most;
            return this;
        }

        public Choice unread(long most) {
            unread = most;
            return this;
        }

        public Choice tokens() {
            tokens = true;
            return this;
        }

        public Choice gate(Function<HttpServerRequest, @Nullable Refusal> used) {
            gate = used;
            return this;
        }

        public Choice with(String key, String value) {
            settings.add("--" + key + "=" + value);
            return this;
        }
    }

    public MemoryEdges() throws IOException {
        this(new Choice());
    }

    public MemoryEdges(Choice choice) throws IOException {
        tcpPort = TestPorts.free();
        choice.with("http.port", "0").with("tcp.port", String.valueOf(tcpPort));
        Settings settings = Settings.load(choice.settings, Map.of());
        memory = new EdgeMemory(new Budget(choice.received), new Budget(choice.unread));
        vertx = Vertx.builder()
                .withTransport(new HalfCloseTransport(Transport.NIO, memory))
                .build();
        log.topic("orders", 2);
        Meters meters = new Meters(new SimpleMeterRegistry());
        ingest = new Ingest(
                vertx,
                settings.ingest(),
                log,
                log,
                new Deduplication<>(
                        vertx,
                        settings.window(),
                        new Incarnation(1, 1),
                        new MemoryWindow(new MemoryWindow.Store(), settings.window(), System::currentTimeMillis),
                        log,
                        log,
                        log,
                        meters),
                meters,
                Traces.OFF);
        FilterCodec filters = new FilterCodec(settings.filters(), () -> {});
        http = new HttpEdge(
                new HttpEdge.Entrance(
                        settings.http(),
                        SocketAddress.inetSocketAddress(settings.http().port(), "localhost"),
                        memory,
                        choice.gate,
                        request -> "",
                        new Broken()),
                new HttpEdge.Log(
                        settings.limits(),
                        1,
                        ingest,
                        log,
                        log,
                        partition -> 0,
                        new dev.playhead.delivery.Delivery(settings.delivery(), log, log, filters, meters, Traces.OFF)),
                new HttpEdge.Controls(
                        filters,
                        null,
                        new GroupDoor(null, new GroupSpecs(settings.groups(), filters), null, null, null, null, null),
                        null,
                        null));
        tcp = new TcpEdge(
                settings.tcp(),
                SocketAddress.inetSocketAddress(settings.tcp().port(), "localhost"),
                settings.limits(),
                memory,
                ingest,
                token -> !choice.tokens || TOKEN.equals(token)
                        ? null
                        : dev.playhead.event.Problem.UNAUTHORIZED.because("The hello has no token that is known"),
                new AtomicInteger());
        vertx.deployVerticle(http).await();
        vertx.deployVerticle(tcp).await();
    }

    public Client http() throws IOException {
        return new Client(http.port());
    }

    public Client lines() throws IOException {
        return new Client(tcpPort);
    }

    /** Waits until all requests are answered and no stream is read, as a node does that stops. */
    public void stop() {
        ingest.refuseNew();
        http.drain().await();
        tcp.drain().await();
    }

    /** Whether it takes in nothing new any more. */
    public boolean isStopping() {
        return ingest.refusal() != null;
    }

    /** How many events the topic has. */
    public long stored(String topic) {
        return log.find(topic).compose(log::bounds).await().stream()
                .mapToLong(bounds -> bounds.end() - bounds.start())
                .sum();
    }

    @Override
    public void close() {
        vertx.close().await();
        ingest.close();
    }

    /** Every upgrade that gets as far as this fails in a way that nobody expects. */
    private static final class Broken implements HttpEdge.WebSockets {
        @Override
        public HttpServerOptions options(HttpServerOptions options) {
            return options;
        }

        @Override
        public @Nullable Refusal missing(HttpServerRequest request) {
            return null;
        }

        @Override
        public void upgrade(HttpServerRequest request, Consumer<Refusal> refuse) {
            throw new IllegalStateException("broken on purpose");
        }
    }

    /** One connection, blocking. */
    public static final class Client implements AutoCloseable {
        private final Socket socket;

        Client(int port) throws IOException {
            socket = new Socket();
            // Small, so that what is not read stands in the node and not in the system
            socket.setReceiveBufferSize(4096);
            socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
            socket.setSoTimeout(20_000);
        }

        public Client write(String text) throws IOException {
            return write(text.getBytes(StandardCharsets.UTF_8));
        }

        public Client write(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        }

        /** Posts a whole body with those headers, each ended by CRLF. */
        public Client request(String line, String headers, byte[] body) throws IOException {
            write(line + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "Content-Length: " + body.length + "\r\n\r\n");
            return write(body);
        }

        /** One answer: its head and the body that its length or chunks say. */
        public String answer() throws IOException {
            String head = until("\r\n\r\n");
            String lower = head.toLowerCase(java.util.Locale.ROOT);
            int length = lower.indexOf("content-length: ");
            if (length >= 0) {
                int size = Integer.parseInt(head.substring(length + 16, head.indexOf('\r', length)));
                return head + new String(socket.getInputStream().readNBytes(size), StandardCharsets.UTF_8);
            }
            StringBuilder body = new StringBuilder(head);
            while (lower.contains("chunked")) {
                int size = Integer.parseInt(until("\r\n").strip(), 16);
                body.append(new String(socket.getInputStream().readNBytes(size), StandardCharsets.UTF_8));
                until("\r\n");
                if (size == 0) {
                    break;
                }
            }
            return body.toString();
        }

        /** The head of one answer. */
        public String head() throws IOException {
            return until("\r\n\r\n");
        }

        /** Whether the node has said something. */
        public boolean isAnswered() {
            try {
                return socket.getInputStream().available() > 0;
            } catch (IOException gone) {
                throw new java.io.UncheckedIOException(gone);
            }
        }

        public String line() throws IOException {
            return until("\n");
        }

        /** All that comes until the node closes. */
        public String rest() throws IOException {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }

        private String until(String end) throws IOException {
            InputStream in = socket.getInputStream();
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            for (int unit = in.read(); unit >= 0; unit = in.read()) {
                read.write(unit);
                if (read.toString(StandardCharsets.UTF_8).endsWith(end)) {
                    break;
                }
            }
            return read.toString(StandardCharsets.UTF_8);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
