package dev.playhead.load.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;

/**
 * Owns a stream's client side: counts deliveries by a marker, asks for more before the credit is spent, and knows other
 * frames by the first bytes of each message; used by one thread at a time.
 */
final class Subscription implements AutoCloseable {
    private static final String PROTOCOL = "playhead.v1";
    private static final String EVENTS = "{\"op\":\"events\"";
    private static final int HEAD_BYTES = 400;

    private final WebSocket socket;
    private final MarkerScan scan;
    private final long credit;
    private final byte[] head = new byte[HEAD_BYTES];
    private int headBytes;
    private long delivered;
    private long asked;
    private Delivery delivery = (bytes, at) -> {};

    /** Told of every delivery: the bytes, and where what follows the marker stands. */
    interface Delivery {
        void of(byte[] bytes, int at);
    }

    /** Told of every message that is not deliveries; false ends the reading. */
    interface Other {
        boolean goOnAfter(String frame);
    }

    private Subscription(WebSocket socket, long credit, String marker, int following) {
        this.socket = socket;
        this.credit = credit;
        this.asked = credit;
        this.scan = new MarkerScan(marker, following, this::hit);
    }

    /** A stream of which only the number of deliveries matters. */
    static Subscription counting(InetSocketAddress address, String topic, String query, long credit)
            throws IOException {
        return new Subscription(open(address, topic, query, credit), credit, "\"recorded\":\"", 0);
    }

    /** A live stream of the events of one run: deliveries are told with the place of their number. */
    static Subscription following(InetSocketAddress address, String topic, String run, long credit) throws IOException {
        WebSocket socket = open(address, topic, "from=latest", credit);
        return new Subscription(socket, credit, run, EventSheet.NUMBER_LENGTH);
    }

    private static WebSocket open(InetSocketAddress address, String topic, String query, long credit)
            throws IOException {
        return WebSocket.open(address, "/v1/topics/" + topic + "/stream?" + query + "&credit=" + credit, PROTOCOL);
    }

    private void hit(byte[] bytes, int at) {
        delivered++;
        delivery.of(bytes, at);
    }

    /** Reads until so many have been delivered, or another frame ends it, or the node closes. */
    void read(long until, Delivery to, Other other) throws IOException {
        delivery = to;
        socket.read(messages(until, other));
    }

    /** From now on it is polled, when the selector says so; the key carries this. */
    void register(Selector selector) throws IOException {
        socket.register(selector, this);
    }

    /** Reads what is there, into a buffer that others share; false where {@link #read} would have returned. */
    boolean poll(ByteBuffer shared, long until, Other other) throws IOException {
        return socket.poll(shared, messages(until, other));
    }

    private WebSocket.Messages messages(long until, Other other) {
        return (bytes, from, end, startsMessage, endsMessage) -> {
            keepHead(bytes, from, end, startsMessage);
            scan.feed(bytes, from, end);
            return !endsMessage || goOn(until, other);
        };
    }

    private void keepHead(byte[] bytes, int from, int to, boolean starts) {
        headBytes = starts ? 0 : headBytes;
        int taken = Math.min(HEAD_BYTES - headBytes, to - from);
        System.arraycopy(bytes, from, head, headBytes, taken);
        headBytes += taken;
    }

    private boolean goOn(long until, Other other) throws IOException {
        if (asked - delivered < credit / 2) {
            socket.send("{\"op\":\"request\",\"n\":" + credit + "}");
            asked += credit;
        }
        String start = new String(head, 0, Math.min(headBytes, EVENTS.length()), StandardCharsets.UTF_8);
        return start.equals(EVENTS) ? delivered < until : other.goOnAfter(frame());
    }

    private String frame() throws IOException {
        String text = new String(head, 0, headBytes, StandardCharsets.UTF_8);
        if (text.startsWith("{\"op\":\"problem\"") || text.startsWith("{\"op\":\"gap\"")) {
            throw new IOException("the stream says " + text);
        }
        return text;
    }

    long delivered() {
        return delivered;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
