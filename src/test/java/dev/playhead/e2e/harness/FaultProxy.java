package dev.playhead.e2e.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between a client and a server of TCP, and does to what passes what networks do: nothing, delay, silence by
 * direction, resets, ends that the other side never hears of. Two threads a connection; steered by any.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int CHUNK = 1 << 16;

    /** Which way bytes go. */
    public enum Way {
        TO_SERVER,
        TO_CLIENT
    }

    private final ServerSocket listener;
    private final InetSocketAddress target;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final Set<InetAddress> cutOff = new HashSet<>();
    private final Map<Way, Boolean> silent = new EnumMap<>(Way.class);
    private final Map<Way, Duration> delays = new EnumMap<>(Way.class);
    private boolean refusing;
    private boolean halfOpen;
    private boolean closed;

    private FaultProxy(ServerSocket listener, InetSocketAddress target) {
        this.listener = listener;
        this.target = target;
    }

    /** A proxy on a free port of this machine before the server at a port of this machine. */
    static FaultProxy before(int target) throws IOException {
        return on(0, target);
    }

    static FaultProxy on(int port, int target) throws IOException {
        return on(port, new InetSocketAddress(InetAddress.getByName("127.0.0.1"), target));
    }

    /** On another port of the address where the server is. */
    static FaultProxy before(InetSocketAddress target) throws IOException {
        return on(0, target);
    }

    private static FaultProxy on(int port, InetSocketAddress target) throws IOException {
        FaultProxy proxy = new FaultProxy(new ServerSocket(port, 200, target.getAddress()), target);
        start("accept", proxy::accept);
        return proxy;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** As {@code host:port}. */
    String address() {
        return listener.getInetAddress().getHostAddress() + ":" + port();
    }

    /** Passes everything again, also what was held back. */
    public synchronized void heal() {
        silent.clear();
        cutOff.clear();
        delays.clear();
        refusing = false;
        halfOpen = false;
        notifyAll();
    }

    /** Holds back each piece for a while, in that direction. */
    public synchronized void delay(Way way, Duration by) {
        delays.put(way, by);
        notifyAll();
    }

    /** Nothing arrives in that direction any more, as where packets are lost; connections stay open. */
    public synchronized void silence(Way way) {
        silent.put(way, true);
    }

    /** Nothing arrives any more in either direction, on connections that are there and on new ones. */
    public synchronized void blackHole() {
        silence(Way.TO_SERVER);
        silence(Way.TO_CLIENT);
    }

    /** The same for the connections of the clients at that address alone. */
    synchronized void cutOff(InetAddress client) {
        cutOff.add(client);
    }

    /** Ends all connections by a reset, and with {@code refuse} all that are tried from now on. */
    public void reset(boolean refuse) {
        synchronized (this) {
            refusing = refuse;
            notifyAll();
        }
        links.forEach(Link::reset);
    }

    /** From now on neither side hears that the other has ended. */
    public synchronized void halfOpen() {
        halfOpen = true;
    }

    /** How many connections there are. */
    int connections() {
        return links.size();
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        listener.close();
        links.forEach(Link::reset);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (isRefusing()) {
                    resetQuietly(client);
                } else {
                    connect(client);
                }
            } catch (IOException ended) {
                // The listener is closed, or a client has gone before it was accepted
            }
        }
    }

    private void connect(Socket client) {
        Socket server = new Socket();
        try {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            server.connect(target, 5_000);
        } catch (IOException away) {
            resetQuietly(client);
            return;
        }
        Link link = new Link(client, server);
        links.add(link);
        start("to-server", () -> link.pass(client, server, Way.TO_SERVER));
        start("to-client", () -> link.pass(server, client, Way.TO_CLIENT));
    }

    private synchronized boolean isRefusing() {
        return refusing;
    }

    private synchronized boolean isHalfOpen() {
        return halfOpen;
    }

    /** Returns when a piece may go on in that direction; false where it never will. */
    private synchronized boolean await(Way way, Link link) throws InterruptedException {
        long due = System.nanoTime() + delays.getOrDefault(way, Duration.ZERO).toNanos();
        while (!closed && !link.ended) {
            long left = delays.containsKey(way) ? (due - System.nanoTime() + 999_999) / 1_000_000 : 0;
            if (silent.getOrDefault(way, false) || cutOff.contains(link.client.getInetAddress())) {
                wait();
            } else if (left > 0) {
                wait(left);
            } else {
                return true;
            }
        }
        return false;
    }

    /** The two sockets of one connection. */
    private final class Link {
        private final Socket client;
        private final Socket server;
        private volatile boolean ended;

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void pass(Socket from, Socket to, Way way) {
            byte[] bytes = new byte[CHUNK];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                    if (!await(way, this)) {
                        return;
                    }
                    out.write(bytes, 0, count);
                }
                if (!isHalfOpen() && await(way, this)) {
                    to.shutdownOutput();
                    if (from.isOutputShutdown()) {
                        links.remove(this);
                        from.close();
                        to.close();
                    }
                }
            } catch (IOException broken) {
                if (!isHalfOpen()) {
                    reset();
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        public void reset() {
            ended = true;
            links.remove(this);
            resetQuietly(client);
            resetQuietly(server);
            synchronized (FaultProxy.this) {
                FaultProxy.this.notifyAll();
            }
        }
    }

    private static void resetQuietly(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (SocketException gone) {
            // It is closed already
        }
        try {
            socket.close();
        } catch (IOException gone) {
            // As well
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, "proxy-" + name);
        thread.setDaemon(true);
        thread.start();
    }
}
