package dev.playhead.load.wire;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;

/** Owns one TCP connection to a node, greeted; written by one thread, read by another, both blocking. */
final class TcpLine implements AutoCloseable {
    private static final int READ_BYTES = 256 << 10;

    private final SocketChannel channel;

    private TcpLine(SocketChannel channel) {
        this.channel = channel;
    }

    static TcpLine open(InetSocketAddress address, String topic, boolean window) throws IOException {
        TcpLine line = new TcpLine(SocketChannel.open(address));
        line.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        String hello = "{\"op\":\"hello\",\"topic\":\"" + topic + "\",\"window\":" + window + "}\n";
        line.write(ByteBuffer.wrap(hello.getBytes(StandardCharsets.US_ASCII)));
        String answer = line.readLine();
        if (!answer.contains("\"hello\"")) {
            line.close();
            throw new IOException("greeted with " + answer);
        }
        return line;
    }

    private String readLine() throws IOException {
        StringBuilder text = new StringBuilder();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (text.length() < 4096) {
            if (channel.read(one.clear()) < 0) {
                throw new EOFException("closed after \"" + text + "\"");
            }
            if (one.get(0) == '\n') {
                return text.toString();
            }
            text.append((char) one.get(0));
        }
        throw new IOException("a line without end: " + text);
    }

    void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Reads until so many answers have come; after every read the consumer hears how many that were by then. */
    ReceiptCount read(long answers, LongConsumer progress) throws IOException {
        ReceiptCount count = new ReceiptCount();
        ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
        while (count.answers() < answers) {
            if (channel.read(buffer.clear()) < 0) {
                throw new EOFException("closed after " + count.answers() + " of " + answers + " answers");
            }
            count.feed(buffer.array(), 0, buffer.position());
            progress.accept(count.answers());
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
