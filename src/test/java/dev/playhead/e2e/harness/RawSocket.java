package dev.playhead.e2e.harness;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Bytes as no decent client would send them. One thread. */
public final class RawSocket implements AutoCloseable {
    public static final int TEXT = 0x1;
    public static final int PING = 0x9;

    private static final int FINAL = 0x80;

    private final Socket socket;

    public RawSocket(int port) throws IOException {
        socket = new Socket();
        // Small, so that what is not read stands in the node and not in the system.
        socket.setReceiveBufferSize(4096);
        socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
        socket.setSoTimeout(60_000);
    }

    /** A WebSocket that is open, its handshake done by hand. */
    public static RawSocket webSocket(int port, String path) throws IOException {
        RawSocket raw = new RawSocket(port);
        raw.write("GET " + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: playhead.v1\r\n\r\n");
        String head = raw.readHead();
        if (!head.startsWith("HTTP/1.1 101")) {
            raw.close();
            throw new IOException("no handshake: " + head);
        }
        return raw;
    }

    public RawSocket write(String text) throws IOException {
        return write(text.getBytes(StandardCharsets.UTF_8));
    }

    public RawSocket write(byte[] bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
        out.flush();
        return this;
    }

    /** Writes a whole frame. */
    public RawSocket frame(int opcode, byte[] payload) throws IOException {
        return write(framed(opcode, payload.length, payload));
    }

    /** Writes a frame's head, which promises {@code length} bytes, and only the given bytes of them. */
    public RawSocket partOfFrame(int opcode, long length, byte[] bytes) throws IOException {
        return write(framed(opcode, length, bytes));
    }

    public RawSocket subscribe(String topic, String credit) throws IOException {
        String frame =
                "{\"op\":\"subscribe\",\"topics\":[\"" + topic + "\"],\"from\":\"earliest\",\"credit\":" + credit + "}";
        return frame(TEXT, frame.getBytes(StandardCharsets.UTF_8));
    }

    /** What stands before the empty line of the answer. */
    public String readHead() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        for (int unit = in.read(); unit >= 0; unit = in.read()) {
            head.write(unit);
            if (head.size() > 65_536
                    || head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                break;
            }
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /** Reads to the end of the connection, at most so many bytes, as text. */
    public String readRest(int most) throws IOException {
        return new String(socket.getInputStream().readNBytes(most), StandardCharsets.ISO_8859_1);
    }

    /** Reads to this end of an answer, or to that of the connection. */
    public String readUntil(String end) throws IOException {
        StringBuilder answer = new StringBuilder();
        for (int unit = read(); unit >= 0; unit = read()) {
            answer.append((char) unit);
            if (unit == end.charAt(end.length() - 1)
                    && answer.length() >= end.length()
                    && answer.substring(answer.length() - end.length()).equals(end)) {
                break;
            }
        }
        return answer.toString();
    }

    /** One byte, -1 at the end. */
    public int read() throws IOException {
        return socket.getInputStream().read();
    }

    /** Gone without a word: a reset instead of an end. */
    public void vanish() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** The mask is all zero, which is a mask like any other. */
    private static byte[] framed(int opcode, long length, byte[] bytes) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(bytes.length + 14);
        DataOutputStream out = new DataOutputStream(frame);
        out.writeByte(FINAL | opcode);
        if (length < 126) {
            out.writeByte(FINAL | (int) length);
        } else if (length < 65_536) {
            out.writeByte(FINAL | 126);
            out.writeShort((int) length);
        } else {
            out.writeByte(FINAL | 127);
            out.writeLong(length);
        }
        out.writeInt(0);
        out.write(bytes);
        return frame.toByteArray();
    }
}
