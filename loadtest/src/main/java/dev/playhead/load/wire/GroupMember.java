package dev.playhead.load.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * Owns one connection of a group: confirms every frame of deliveries by one frame of their ids, as soon as it has been
 * read, and asks for more before the credit is spent. Opened by one thread, then read by another.
 */
final class GroupMember implements AutoCloseable {
    /** The most events of one frame, and so of one confirmation. */
    static final int BATCH_EVENTS = 1000;

    private static final int BATCH_BYTES = 1 << 20;
    private static final long CREDIT = 40_000;
    private static final int MAX_UNANSWERED = 1024;
    private static final int HEAD_BYTES = 8192;
    private static final String PROTOCOL = "playhead.v1";
    private static final String EVENTS = "{\"op\":\"events\"";

    private final WebSocket socket;
    private final GroupTally tally;
    private final int number;
    private final long warmUp;
    private final MarkerScan scan = new MarkerScan(EventSheet.BEFORE_ID, ConfirmFrame.ID_LENGTH, this::delivered);
    private final ConfirmFrame confirm = new ConfirmFrame(BATCH_EVENTS);
    private final Percentiles latencies = new Percentiles();
    private final byte[] head = new byte[HEAD_BYTES];
    private int headBytes;
    private long unspent = CREDIT;
    private long ref;

    /** When the confirmation of a ref was sent, or 0 where it is warm-up, and of how many events it is. */
    private final long[] sentNanos = new long[MAX_UNANSWERED];

    private final int[] sentEvents = new int[MAX_UNANSWERED];

    private GroupMember(WebSocket socket, GroupTally tally, int number, long warmUp) {
        this.socket = socket;
        this.tally = tally;
        this.number = number;
        this.warmUp = warmUp;
    }

    /** Connects; frames whose first event has a number below {@code warmUp} are not measured. */
    static GroupMember open(InetSocketAddress address, GroupTally tally, int number, long warmUp) throws IOException {
        return new GroupMember(WebSocket.open(address, "/v1/stream", PROTOCOL), tally, number, warmUp);
    }

    /** Connects to a stream that needs no subscribing. */
    static GroupMember attending(InetSocketAddress address, String path, GroupTally tally) throws IOException {
        return new GroupMember(WebSocket.open(address, path + "&credit=" + CREDIT, PROTOCOL), tally, 0, 0);
    }

    void subscribe(String topic, String group, String from) throws IOException {
        socket.send("{\"op\":\"subscribe\",\"topics\":[\"" + topic + "\"],\"group\":\"" + group + "\",\"from\":\""
                + from
                + "\",\"credit\":" + CREDIT + ",\"batch\":{\"events\":" + BATCH_EVENTS + ",\"bytes\":" + BATCH_BYTES
                + "}}");
    }

    /** Reads, confirms and counts until {@link #stop}. */
    void read() throws IOException {
        socket.read((bytes, from, to, startsMessage, endsMessage) -> {
            keepHead(bytes, from, to, startsMessage);
            scan.feed(bytes, from, to);
            if (endsMessage) {
                ended();
            }
            return true;
        });
    }

    private void delivered(byte[] bytes, int at) {
        confirm.add(bytes, at);
    }

    private void keepHead(byte[] bytes, int from, int to, boolean starts) {
        headBytes = starts ? 0 : headBytes;
        int taken = Math.min(HEAD_BYTES - headBytes, to - from);
        System.arraycopy(bytes, from, head, headBytes, taken);
        headBytes += taken;
    }

    private void ended() throws IOException {
        if (startsWith(EVENTS)) {
            confirm();
            return;
        }
        String frame = new String(head, 0, headBytes, StandardCharsets.UTF_8);
        if (frame.startsWith("{\"op\":\"confirmed\"")) {
            confirmed(frame);
        } else if (frame.startsWith("{\"op\":\"assigned\"")) {
            tally.holds(number, partitions(frame));
        } else if (frame.startsWith("{\"op\":\"revoked\"")) {
            tally.holds(number, -partitions(frame));
        } else if (frame.startsWith("{\"op\":\"problem\"") || frame.startsWith("{\"op\":\"gap\"")) {
            throw new IOException("the stream says " + frame);
        }
    }

    private boolean startsWith(String text) {
        return headBytes >= text.length() && new String(head, 0, text.length(), StandardCharsets.US_ASCII).equals(text);
    }

    private void confirm() throws IOException {
        int events = confirm.ids();
        if (events == 0) {
            throw new IOException("a frame of deliveries without an event of ours");
        }
        int slot = (int) (ref % MAX_UNANSWERED);
        boolean measured = confirm.firstNumber() >= warmUp;
        sentEvents[slot] = events;
        tally.delivered(events);
        sentNanos[slot] = measured ? System.nanoTime() : 0;
        socket.send(confirm.take(ref++));
        unspent -= events;
        if (unspent < CREDIT / 2) {
            socket.send("{\"op\":\"request\",\"n\":" + CREDIT / 2 + "}");
            unspent += CREDIT / 2;
        }
    }

    private void confirmed(String frame) throws IOException {
        long now = System.nanoTime();
        long answered = number(frame, "ref");
        if (ref - answered > MAX_UNANSWERED) {
            throw new IOException("more than " + MAX_UNANSWERED + " confirmations wait for their answers");
        }
        int slot = (int) (answered % MAX_UNANSWERED);
        if (sentNanos[slot] != 0) {
            latencies.record(now - sentNanos[slot], sentEvents[slot]);
        }
        tally.confirmed(number(frame, "first"), number(frame, "duplicate") + number(frame, "unknown"));
    }

    static long number(String frame, String member) throws IOException {
        String start = "\"" + member + "\":";
        int at = frame.indexOf(start);
        int from = at + start.length();
        int to = from;
        while (to < frame.length() && frame.charAt(to) >= '0' && frame.charAt(to) <= '9') {
            to++;
        }
        if (at < 0 || to == from) {
            throw new IOException("no " + member + " in " + frame);
        }
        return Long.parseLong(frame, from, to, 10);
    }

    private static int partitions(String frame) {
        return frame.split("\"partition\":", -1).length - 1;
    }

    /** What was measured from a frame's last byte to the answer to its confirmation; once the reading has ended. */
    Percentiles latencies() {
        return latencies;
    }

    /** Ends the reading; any thread. */
    void stop() throws IOException {
        socket.stopReading();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
