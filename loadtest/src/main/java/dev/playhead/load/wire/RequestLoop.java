package dev.playhead.load.wire;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Owns a number of keep-alive connections with one request outstanding on each; all of it on the calling thread, in one
 * selector loop.
 */
public final class RequestLoop implements AutoCloseable {
    private static final int READ_BYTES = 256 << 10;
    private static final int SEND_BUFFER = 512 << 10;
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final EventSheet sheet;
    private final int expectedStatus;
    private final Selector selector;
    private final List<Exchange> exchanges = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
    private long nextGroup;
    private long lastGroup;
    private long answered;
    private long refused;

    /** One connection: its socket, its answer, and what of its request the socket would not take yet. */
    private static final class Exchange {
        private final SocketChannel channel;
        private final HttpAnswer answer = new HttpAnswer();
        private ByteBuffer rest = ByteBuffer.allocate(0);

        private Exchange(SocketChannel channel) {
            this.channel = channel;
        }
    }

    /** Connects; the sheet's groups are whole requests, and an answer of another status is a refusal. */
    public RequestLoop(InetSocketAddress address, EventSheet sheet, int connections, int expectedStatus)
            throws IOException {
        this.sheet = sheet;
        this.expectedStatus = expectedStatus;
        this.selector = Selector.open();
        for (int i = 0; i < connections; i++) {
            SocketChannel channel = SocketChannel.open(address);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER);
            channel.configureBlocking(false);
            Exchange exchange = new Exchange(channel);
            channel.register(selector, SelectionKey.OP_READ, exchange);
            exchanges.add(exchange);
        }
    }

    /** Sends so many events, a whole number of groups; the time runs from the first request to the last answer. */
    public Outcome run(long events) throws IOException {
        long groups = Math.max(1, events / sheet.eventsPerGroup());
        long start = System.nanoTime();
        lastGroup = nextGroup + groups;
        answered = 0;
        refused = 0;
        for (Exchange exchange : exchanges) {
            sendNext(exchange);
        }
        while (answered < groups) {
            if (selector.select(this::ready, SILENCE.toMillis()) == 0) {
                throw new IOException("silent for " + SILENCE + " with " + answered + " of " + groups + " answered");
            }
        }
        long nanos = System.nanoTime() - start;
        long perGroup = sheet.eventsPerGroup();
        return new Outcome((answered - refused) * perGroup, refused * perGroup, nanos);
    }

    private void ready(SelectionKey key) {
        Exchange exchange = (Exchange) key.attachment();
        try {
            if (key.isWritable()) {
                writeRest(exchange);
            }
            if (key.isReadable()) {
                read(exchange);
            }
        } catch (IOException e) {
            throw new IllegalStateException("a connection broke: " + e.getMessage(), e);
        }
    }

    private void read(Exchange exchange) throws IOException {
        int read = exchange.channel.read(buffer.clear());
        if (read < 0) {
            throw new EOFException("closed with a request outstanding");
        }
        if (exchange.answer.feed(buffer.array(), 0, read)) {
            answered++;
            refused += exchange.answer.status() == expectedStatus ? 0 : 1;
            sendNext(exchange);
        }
    }

    private void sendNext(Exchange exchange) throws IOException {
        if (nextGroup < lastGroup) {
            ByteBuffer request = sheet.group(nextGroup++);
            exchange.channel.write(request);
            if (request.hasRemaining()) {
                exchange.rest =
                        ByteBuffer.allocate(request.remaining()).put(request).flip();
                exchange.channel.keyFor(selector).interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            }
        }
    }

    private void writeRest(Exchange exchange) throws IOException {
        exchange.channel.write(exchange.rest);
        if (!exchange.rest.hasRemaining()) {
            exchange.channel.keyFor(selector).interestOps(SelectionKey.OP_READ);
        }
    }

    @Override
    public void close() throws IOException {
        for (Exchange exchange : exchanges) {
            exchange.channel.close();
        }
        selector.close();
    }
}
