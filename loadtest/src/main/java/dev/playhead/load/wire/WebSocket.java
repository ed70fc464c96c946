package dev.playhead.load.wire;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Owns one WebSocket to a node; one thread reads it, blocking, and the same thread answers pings and sends what it
 * must. The payload is never copied out of the read buffer.
 */
final class WebSocket implements AutoCloseable {
    /** Told of text messages in parts; false ends the reading. */
    interface Messages {
        boolean text(byte[] bytes, int from, int to, boolean startsMessage, boolean endsMessage) throws IOException;
    }

    static final int READ_BYTES = 512 << 10;
    private static final int MAX_HEAD = 4096;

    private final SocketChannel channel;
    private final SplittableRandom random = new SplittableRandom();
    private final Reading reading = new Reading();
    private final FrameReader frames = new FrameReader(reading);

    /** Of one that is read by {@link #read}: those that are polled share one. */
    private @Nullable ByteBuffer buffer;

    private WebSocket(SocketChannel channel) {
        this.channel = channel;
    }

    static WebSocket open(InetSocketAddress address, String pathAndQuery, String subprotocol) throws IOException {
        WebSocket socket = new WebSocket(SocketChannel.open(address));
        byte[] key = new byte[16];
        new SplittableRandom().nextBytes(key);
        socket.write(ByteBuffer.wrap(Request.ascii("GET " + pathAndQuery + " HTTP/1.1\r\nHost: "
                + address.getHostString() + ":" + address.getPort()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                + Base64.getEncoder().encodeToString(key) + "\r\nSec-WebSocket-Protocol: " + subprotocol
                + "\r\n\r\n")));
        String head = socket.readHead();
        if (!head.startsWith("HTTP/1.1 101")) {
            socket.close();
            throw new IOException("no WebSocket: " + head);
        }
        return socket;
    }

    private String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (head.length() < MAX_HEAD && head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
            if (channel.read(one.clear()) < 0) {
                throw new EOFException("closed after " + head);
            }
            head.append((char) one.get(0));
        }
        return head.toString();
    }

    void send(String text) throws IOException {
        send(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Sends all that remains of it as one text message. */
    void send(ByteBuffer text) throws IOException {
        send(FrameReader.TEXT, text);
    }

    private void send(int opcode, ByteBuffer payload) throws IOException {
        write(MaskedFrame.of(opcode, payload, random.nextInt()));
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Reads until the messages' owner has enough or the node closes; goes on where the last reading stopped. */
    void read(Messages messages) throws IOException {
        reading.messages = messages;
        reading.goesOn = true;
        ByteBuffer own = buffer == null ? ByteBuffer.allocate(READ_BYTES) : buffer;
        buffer = own;
        while (reading.goesOn && channel.read(own.clear()) >= 0) {
            frames.feed(own.array(), 0, own.position());
        }
    }

    /** From now on it is read by {@link #poll} alone, when the selector says so; the key carries what is attached. */
    void register(Selector selector, Object attachment) throws IOException {
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, attachment);
    }

    /** Reads what is there into a buffer that others share; false once the messages' owner has enough or the node closes. */
    boolean poll(ByteBuffer shared, Messages messages) throws IOException {
        reading.messages = messages;
        reading.goesOn = true;
        if (channel.read(shared.clear()) < 0) {
            return false;
        }
        frames.feed(shared.array(), 0, shared.position());
        return reading.goesOn;
    }

    /** Ends the reading as if the node had closed; any thread. */
    void stopReading() throws IOException {
        channel.shutdownInput();
    }

    private final class Reading implements FrameReader.Sink {
        private Messages messages = (bytes, from, to, starts, ends) -> true;
        private boolean goesOn;

        @Override
        public void text(byte[] bytes, int from, int to, boolean startsMessage, boolean endsMessage)
                throws IOException {
            goesOn &= messages.text(bytes, from, to, startsMessage, endsMessage);
        }

        @Override
        public void control(int opcode, byte[] payload) throws IOException {
            if (opcode == FrameReader.PING) {
                send(FrameReader.PONG, ByteBuffer.wrap(payload));
            } else if (opcode == FrameReader.CLOSE) {
                goesOn = false;
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
