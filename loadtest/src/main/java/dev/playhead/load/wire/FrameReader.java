package dev.playhead.load.wire;

import java.io.IOException;
import java.util.Arrays;

/**
 * Takes a server's WebSocket bytes apart, wherever they are cut, and hands on the payload in place; used by one thread.
 *
 * <pre>
 *  0               1               2 .. 3 or 2 .. 9
 * +-+-------+-----+-+-------------+-----------------+---------+
 * |F| RSV   |opcode|0| length 7    | longer length    | payload |
 * +-+-------+-----+-+-------------+-----------------+---------+
 * </pre>
 */
final class FrameReader {
    /** Told of what comes: payload of text messages in parts, and control frames whole. */
    interface Sink {
        void text(byte[] bytes, int from, int to, boolean startsMessage, boolean endsMessage) throws IOException;

        void control(int opcode, byte[] payload) throws IOException;
    }

    static final int TEXT = 1;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;
    private static final int MAX_HEADER = 10;
    private static final int MAX_CONTROL = 125;

    private final Sink sink;
    private final byte[] header = new byte[MAX_HEADER];
    private int headerBytes;
    private long payloadLeft;
    private boolean inPayload;
    private boolean startsMessage;
    private final byte[] control = new byte[MAX_CONTROL];
    private int controlBytes;

    FrameReader(Sink sink) {
        this.sink = sink;
    }

    void feed(byte[] bytes, int from, int to) throws IOException {
        int at = from;
        while (at < to || (inPayload && payloadLeft == 0)) {
            if (inPayload) {
                int end = (int) Math.min(to, at + payloadLeft);
                payloadLeft -= end - at;
                payload(bytes, at, end);
                at = end;
            } else {
                header[headerBytes++] = bytes[at++];
                beginPayload();
            }
        }
    }

    private void beginPayload() {
        if (headerBytes < 2) {
            return;
        }
        int length = header[1] & 0xff;
        if (length > 127) {
            throw new IllegalStateException("a server's frame is masked");
        }
        int extended = length == 126 ? 2 : length == 127 ? 8 : 0;
        if (headerBytes == 2 + extended) {
            payloadLeft = extended == 0 ? length : bigEndian(extended);
            inPayload = true;
            controlBytes = 0;
            startsMessage = opcode() == TEXT;
        }
    }

    private long bigEndian(int bytes) {
        long value = 0;
        for (int i = 2; i < 2 + bytes; i++) {
            value = value << 8 | header[i] & 0xff;
        }
        return value;
    }

    private void payload(byte[] bytes, int from, int to) throws IOException {
        boolean endsFrame = payloadLeft == 0;
        if (opcode() >= CLOSE) {
            System.arraycopy(bytes, from, control, controlBytes, to - from);
            controlBytes += to - from;
            if (endsFrame) {
                sink.control(opcode(), Arrays.copyOf(control, controlBytes));
            }
        } else {
            sink.text(bytes, from, to, startsMessage, endsFrame && header[0] < 0);
            startsMessage = false;
        }
        if (endsFrame) {
            inPayload = false;
            headerBytes = 0;
        }
    }

    private int opcode() {
        return header[0] & 0x0f;
    }
}
