package dev.playhead.tcp;

import dev.playhead.codec.ProblemCodec;
import dev.playhead.codec.ReceiptCodec;
import dev.playhead.codec.Utf8Buffer;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
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
    private final FirstLine first = new FirstLine();
    private @Nullable Intake intake;
    private boolean awaitsRoom;
    private long answered;
    private @Nullable Refusal last;
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
        try {
            take(last ? chunk.slice(0, length - 1) : chunk, last);
            if (last && !ending) {
                end();
            }
        } catch (RuntimeException | StackOverflowError failure) {
            if (intake == null) {
                refuse(RefusedException.of(failure));
            } else {
                refused(RefusedException.of(failure));
            }
        }
    }

    private void take(Buffer chunk, boolean last) {
        Intake open = intake;
        if (open != null) {
            open.read(chunk);
            return;
        }
        first.add(chunk);
        if (!first.isKnown() && !last) {
            return;
        }
        String foreign = first.foreign();
        if (foreign != null) {
            refuse(Problem.INVALID_REQUEST.because(foreign));
            return;
        }
        greet(first.hello());
    }

    private void greet(Hello hello) {
        Refusal refusal = hello.refusal() == null ? edge.refusal(hello) : hello.refusal();
        if (refusal != null) {
            refuse(refusal);
            return;
        }
        String topic = hello.topic() == null ? edge.defaultTopic() : hello.topic();
        Intake opened = edge.intake(socket, topic, hello.window(), this);
        intake = opened;
        if (hello.given()) {
            out.put("{\"op\":\"hello\",\"version\":1,\"topic\":").quoted(topic).put("}\n");
            flush();
        }
        Buffer rest = hello.given() ? first.rest() : first.all();
        first.clear();
        if (rest.length() > 0) {
            opened.read(rest);
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

    /** Stops the reading, because the node stops; answers the read lines, and then closes the connection. */
    void drain() {
        if (!ending) {
            ending = true;
            socket.pause();
            if (intake == null) {
                socket.end();
            } else {
                intake.stop();
            }
        }
    }

    /** Returns whether a hello or a first event has arrived. */
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
        if (last != null) {
            refuse(last);
            return;
        }
        socket.end();
    }

    @Override
    public void refused(Refusal reason) {
        ending = true;
        last = reason;
        socket.pause();
        Intake open = intake;
        if (open != null) {
            open.stop();
        }
    }

    @Override
    public boolean congested() {
        if (edge.unread().full() && !awaitsRoom) {
            awaitsRoom = true;
            edge.unread()
                    .whenRoom(() -> edge.later(() -> {
                        awaitsRoom = false;
                        if (intake != null && !closed) {
                            intake.regulate();
                        }
                    }));
        }
        return socket.writeQueueFull() || awaitsRoom;
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
}
