package dev.playhead.tcp;

import dev.playhead.codec.ProblemCodec;
import dev.playhead.codec.ReceiptCodec;
import dev.playhead.codec.Utf8Buffer;
import dev.playhead.event.Refusal;
import dev.playhead.ingest.Intake;
import dev.playhead.ingest.Pending;
import dev.playhead.ingest.Submission;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP connection: its first line may greet, every other is an event, and receipts go back in the order of the
 * lines. Owned by the event loop of the connection.
 */
final class TcpSession implements Intake.Answers {
    private static final Logger LOG = LoggerFactory.getLogger(TcpSession.class);

    private final NetSocket socket;
    private final TcpEdge edge;
    private final Utf8Buffer out = new Utf8Buffer(4096);
    private @Nullable Buffer first = Buffer.buffer();
    private @Nullable Intake intake;
    private long answered;
    private boolean ending;
    private boolean closed;

    TcpSession(NetSocket socket, TcpEdge edge) {
        this.socket = socket;
        this.edge = edge;
    }

    void start() {
        socket.exceptionHandler(failure -> LOG.debug("connection failed", failure));
        socket.closeHandler(gone -> closed());
        socket.drainHandler(drained -> {
            if (intake != null) {
                intake.regulate();
            }
        });
        socket.handler(this::received);
    }

    private void received(Buffer chunk) {
        if (ending) {
            return;
        }
        int length = chunk.length();
        boolean last = length > 0 && chunk.getByte(length - 1) == HalfCloseTransport.END_OF_INPUT;
        take(last ? chunk.slice(0, length - 1) : chunk, last);
        if (last) {
            end();
        }
    }

    private void take(Buffer chunk, boolean last) {
        Intake open = intake;
        if (open != null) {
            open.read(chunk);
            return;
        }
        Buffer opening = first == null ? chunk : first.appendBuffer(chunk);
        int newline = indexOfNewline(opening);
        if (newline < 0 && !last && opening.length() <= edge.maxLine()) {
            first = opening;
            return;
        }
        first = null;
        greet(opening, newline < 0 ? opening.length() : newline);
    }

    /** The first line is whole, or is no greeting as it is too long for one. */
    private void greet(Buffer opening, int lineEnd) {
        byte[] line = opening.getBytes(0, Math.min(lineEnd, Hello.MOST_BYTES));
        Hello hello = lineEnd > Hello.MOST_BYTES ? Hello.NONE : Hello.parse(line);
        Refusal refusal = hello.refusal() != null ? hello.refusal() : edge.refusal(hello);
        if (refusal != null) {
            refuse(refusal);
            return;
        }
        String topic = hello.topic() == null ? edge.defaultTopic() : hello.topic();
        Intake opened = edge.intake(socket, topic, hello.window(), this);
        intake = opened;
        if (!hello.given()) {
            opened.read(opening);
            return;
        }
        out.put("{\"op\":\"hello\",\"version\":1,\"topic\":").quoted(topic).put("}\n");
        flush();
        if (lineEnd + 1 < opening.length()) {
            opened.read(opening.slice(lineEnd + 1, opening.length()));
        }
    }

    /** Tells the problem and closes. */
    void refuse(Refusal refusal) {
        ending = true;
        ProblemCodec.frame(out, null, refusal);
        out.put((byte) '\n');
        flush();
        socket.end();
    }

    private void end() {
        ending = true;
        if (intake == null) {
            socket.end();
        } else {
            intake.end();
        }
    }

    /** The node is stopping: no more is read, what was is answered, then the connection is closed. */
    void drain() {
        if (!ending) {
            socket.pause();
            end();
        }
    }

    /** Whether a greeting or a first event has come. */
    boolean opened() {
        return intake != null || ending;
    }

    @Override
    public void answer(Submission ended) {
        ReceiptCodec.beginRun(out, answered);
        for (Pending item : ended.items()) {
            Refusal refusal = item.refusal();
            if (refusal != null) {
                ReceiptCodec.problem(out, refusal);
            } else {
                ReceiptCodec.brief(out, item.storedIn(), item.offset(), item.duplicate());
            }
        }
        ReceiptCodec.end(out);
        out.put((byte) '\n');
        answered += ended.items().size();
        flush();
    }

    @Override
    public void finished() {
        socket.end();
    }

    @Override
    public boolean congested() {
        return socket.writeQueueFull();
    }

    private void flush() {
        if (!closed) {
            socket.write(Buffer.buffer(out.toBytes()));
        }
        out.clear();
    }

    private void closed() {
        closed = true;
        if (intake != null) {
            intake.abandon();
        }
        edge.closed(this);
    }

    private static int indexOfNewline(Buffer buffer) {
        for (int at = 0; at < buffer.length(); at++) {
            if (buffer.getByte(at) == '\n') {
                return at;
            }
        }
        return -1;
    }
}
