package dev.playhead.ws;

import dev.playhead.codec.JsonScanner;
import dev.playhead.codec.RequestFields;
import dev.playhead.edge.BrokenFrames;
import dev.playhead.edge.Budget;
import dev.playhead.event.Fault;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of a client: joins the frames of a message up to a bound, and calls the method of its op. Owned by
 * the socket's event loop.
 */
final class ClientFrames implements Handler<WebSocketFrame> {
    /** The ops of the protocol. */
    interface Ops {
        void subscribe(ClientFrame frame);

        void request(ClientFrame frame, Grants grants);

        /** {@code confirm}, {@code fail} or {@code extend}. */
        void speak(ClientFrame frame);

        void unsubscribe(ClientFrame frame);

        void refuse(@Nullable Long ref, Refusal refusal);

        /** The client takes up more of the node than it may: it is answered and closed. */
        void cutOff(Refusal refusal);

        /** Ends the reading, because the bytes break the WebSocket protocol: the socket closes with the code. */
        void broken(Refusal refusal, int closeCode);
    }

    /** Frames of as many bytes and more are bounded by the size of their message. */
    private static final int SMALL_FRAME = 1 << 10;

    private static final Set<String> REQUEST = Set.of("op", "ref", "n", "bytes");

    private final WsSettings settings;
    private final Heartbeat heartbeat;
    private final Ops ops;
    private final JsonScanner scanner;
    private final Budget received;
    private final Utf8Run utf8 = new Utf8Run();
    private @Nullable Buffer message;
    private int smallFrames;
    private long held;
    private boolean broken;

    /** @param received counts the bytes of messages, over all sockets of the node */
    ClientFrames(WsSettings settings, Heartbeat heartbeat, Budget received, Ops ops) {
        this.received = received;
        this.settings = settings;
        this.heartbeat = heartbeat;
        this.ops = ops;
        this.scanner = new JsonScanner(settings.maxDepth());
    }

    @Override
    public void handle(WebSocketFrame frame) {
        if (broken) {
            return;
        }
        if (frame.isPing()) {
            heartbeat.pinged();
            return;
        }
        heartbeat.heard();
        if (frame.isText() || frame.isBinary()) {
            forget();
            smallFrames = 0;
        }
        boolean isData = frame.isText() || frame.isBinary() || frame.isContinuation();
        smallFrames += isData && frame.binaryData().length() < SMALL_FRAME ? 1 : 0;
        if (isData && smallFrames > settings.maxFrames()) {
            forget();
            ops.cutOff(Problem.TOO_LARGE.because(
                    "A message has at most " + settings.maxFrames() + " frames below " + SMALL_FRAME + " bytes"));
        } else if (frame.isText()) {
            message = Buffer.buffer();
            utf8.begin();
            add(frame);
        } else if (frame.isBinary()) {
            binary(BrokenFrames.reason(frame.binaryData().getBytes()));
        } else if (frame.isContinuation()) {
            add(frame);
        }
    }

    private void binary(BrokenFrames.@Nullable Reason reason) {
        if (reason == null) {
            ops.refuse(null, Problem.INVALID_REQUEST.because("Frames are JSON in text messages, not binary ones"));
        } else {
            broken(Problem.MALFORMED.because(reason.detail()), reason.closeCode());
        }
    }

    private void broken(Refusal refusal, int closeCode) {
        broken = true;
        forget();
        ops.broken(refusal, closeCode);
    }

    /** The rest of a message that was refused is not kept. */
    private void add(WebSocketFrame frame) {
        Buffer whole = message;
        if (whole == null) {
            return;
        }
        Buffer data = frame.binaryData();
        if (whole.length() + data.length() > settings.maxMessage()) {
            drop(
                    whole.appendBuffer(data),
                    Problem.TOO_LARGE.because(
                            "A message has at most " + settings.maxMessage() + " bytes (ws.maxMessage)"));
        } else if (!utf8.takes(data) || frame.isFinal() && !utf8.isWhole()) {
            broken(
                    Problem.MALFORMED.because("A text message is not UTF-8"),
                    WebSocketCloseStatus.INVALID_PAYLOAD_DATA.code());
        } else if (!received.tryTake(data.length())) {
            drop(
                    whole.appendBuffer(data),
                    Problem.BUSY.because("The node has no room for this message (edges.maxReceived); retry later"));
        } else {
            held += data.length();
            whole.appendBuffer(data);
            if (frame.isFinal()) {
                try {
                    read(whole.getBytes());
                } finally {
                    forget();
                }
            }
        }
    }

    private void drop(Buffer begun, Refusal refusal) {
        forget();
        ops.refuse(FrameRef.find(begun.getBytes()), refusal);
    }

    /** Drops an incomplete message; call it also at the end of the socket. */
    void forget() {
        message = null;
        received.give(held);
        held = 0;
    }

    private void read(byte[] bytes) {
        if (!scanner.scan(bytes, 0, bytes.length)) {
            String detail = scanner.faultDetail() + " at byte " + scanner.faultAt();
            ops.refuse(
                    null,
                    new Refusal(Problem.MALFORMED, "The frame is not JSON", Fault.at(scanner.faultPointer(), detail)));
            return;
        }
        JsonObject object;
        try {
            object = new JsonObject(Buffer.buffer(bytes));
        } catch (DecodeException | ClassCastException notObject) {
            ops.refuse(
                    null,
                    Problem.MALFORMED.because(
                            "The frame is " + kind(bytes) + " and not a JSON object; a frame is one object, "
                                    + "such as {\"op\":\"request\",\"n\":100}"));
            return;
        }
        Object ref = object.getValue("ref");
        Long number = ref instanceof Integer || ref instanceof Long ? (Long) ((Number) ref).longValue() : null;
        if (object.getValue("op") instanceof String op) {
            try {
                perform(new ClientFrame(op, number, object));
            } catch (RuntimeException | StackOverflowError failure) {
                ops.refuse(number, RefusedException.of(failure));
            }
        } else {
            ops.refuse(
                    number,
                    new Refusal(Problem.UNKNOWN_OP, "The frame has no op", Fault.at("/op", "must be a string")));
        }
    }

    /** Names the kind of a JSON value that is no object. */
    private static String kind(byte[] json) {
        String text = new String(json, 0, Math.min(json.length, 64), StandardCharsets.UTF_8).strip();
        return switch (text.isEmpty() ? ' ' : text.charAt(0)) {
            case '[' -> "an array";
            case '"' -> "a string";
            case 't', 'f' -> "a boolean";
            case 'n' -> "null";
            default -> "a number";
        };
    }

    private void perform(ClientFrame frame) {
        switch (frame.op()) {
            case "subscribe" -> ops.subscribe(frame);
            case "request" -> request(frame);
            case "unsubscribe" -> ops.unsubscribe(frame);
            case "confirm", "fail", "extend" -> ops.speak(frame);
            default ->
                ops.refuse(
                        frame.ref(),
                        Problem.UNKNOWN_OP.because(
                                "The op is unknown; the ops are subscribe, request, confirm, fail, extend and "
                                        + "unsubscribe"));
        }
    }

    private void request(ClientFrame frame) {
        RequestFields fields = new RequestFields(frame.object(), REQUEST);
        if (fields.get("n") == null) {
            fields.fault("n", "is missing; it takes a whole number of 1 and more");
        }
        Grants grants =
                new Grants(fields.number("n", 1, Long.MAX_VALUE, 0), fields.number("bytes", 1, Long.MAX_VALUE, 0));
        Refusal refusal = fields.refusal("The credit is invalid");
        if (refusal == null) {
            ops.request(frame, grants);
        } else {
            ops.refuse(frame.ref(), refusal);
        }
    }

    /** Holds a client's frame, a JSON object with an op; its answers carry {@code ref}. */
    record ClientFrame(String op, @Nullable Long ref, JsonObject object) {}
}
