package dev.playhead.edge;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Finds the end of each HTTP/1.1 request of one connection, by the strict rules of RFC 9112, and the first byte that
 * makes it ambiguous. Owned by the connection's event loop.
 *
 * <p>A lenient decoder may find another end than a proxy before it. Then the body of one request is the head of the
 * next. So an ambiguous form is a fault.
 */
final class Framing {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte TLS_HANDSHAKE = 0x16;

    /** The largest chunk size that the decoder's number can hold. */
    private static final int MOST_CHUNK = Integer.MAX_VALUE;

    /** Zeros before it included. */
    private static final int MOST_CHUNK_DIGITS = 16;

    private enum State {
        START,
        BLANK_LF,
        REQUEST,
        REQUEST_LF,
        LINE,
        NAME,
        VALUE,
        VALUE_LF,
        HEAD_LF,
        SIZE,
        EXTENSION,
        SIZE_LF,
        DATA_CR,
        DATA_LF
    }

    private static final ByteProcessor TEXT = unit -> unit >= ' ' && unit != 0x7f || unit < 0 || unit == '\t';

    private final FramingHeaders headers = new FramingHeaders();
    private final ByteProcessor step = this::step;
    private State state = State.START;
    private int preface;
    private boolean inBody;
    private long remaining;
    private int digits;
    private long chunk;
    private boolean faultFirst;
    private @Nullable String fault;

    /** Finds the first byte that makes the framing ambiguous; -1 without one. After a fault ask no more. */
    int faultAt(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (at < end) {
            if (remaining > 0) {
                int skipped = (int) Math.min(remaining, end - at);
                remaining -= skipped;
                at += skipped;
            } else {
                int next = isInOtherValue() ? bytes.forEachByte(at, end - at, TEXT) : at;
                int stopped = next < 0 ? next : bytes.forEachByte(next, end - next, step);
                if (stopped < 0 || fault != null) {
                    return stopped;
                }
                at = stopped + 1;
            }
        }
        return -1;
    }

    /** Describes the fault, in the words of the answer. */
    String fault() {
        return String.valueOf(fault);
    }

    /** Returns whether the head of the request at hand has ended. */
    boolean isInBody() {
        return inBody;
    }

    /** Returns whether the received bytes decide between HTTP/1.1 and HTTP/2, which begins with its preface. */
    boolean isVersionKnown() {
        return preface < 0 || preface == PREFACE.length;
    }

    /** Returns whether the fault is before the bytes that decide the version. */
    boolean isFaultFirst() {
        return faultFirst;
    }

    private boolean step(byte unit) {
        boolean open = preface >= 0;
        if (open) {
            preface = unit == PREFACE[preface] ? preface + 1 : -1;
            if (preface == PREFACE.length) {
                // HTTP/2 follows; its frames have no such framing
                remaining = Long.MAX_VALUE;
                return false;
            }
        }
        state = next(unit);
        faultFirst = open && fault != null;
        return fault == null && remaining == 0 && !isInOtherValue();
    }

    /**
     * Returns whether the next bytes are the value of a header without influence on the framing: only its end matters.
     */
    private boolean isInOtherValue() {
        return state == State.VALUE && preface < 0 && !headers.isKnown();
    }

    private State next(byte unit) {
        return switch (state) {
            case START -> start(unit);
            case BLANK_LF -> after(unit, State.START);
            case REQUEST -> request(unit);
            case REQUEST_LF -> told(preface > 0 ? null : headers.requestLineEnds(), after(unit, State.LINE));
            case LINE -> line(unit);
            case NAME -> name(unit);
            case VALUE -> value(unit);
            case VALUE_LF -> told(headers.valueEnds(inBody), after(unit, State.LINE));
            case HEAD_LF -> headEnds(unit);
            case SIZE -> size(unit);
            case EXTENSION -> text(unit, State.EXTENSION, State.SIZE_LF);
            case SIZE_LF -> sizeEnds(unit);
            case DATA_CR -> unit == '\r' ? State.DATA_LF : bad("The length of a chunk differs from its size");
            case DATA_LF -> sizeBegins(unit);
        };
    }

    private State start(byte unit) {
        if (unit == '\r') {
            return State.BLANK_LF;
        }
        if (unit == TLS_HANDSHAKE) {
            return bad("The first bytes are a TLS handshake, and this port speaks HTTP in plain text: use http:// or "
                    + "ws://");
        }
        if (!FramingHeaders.isToken(unit)) {
            return bad("No method begins with " + shown(unit)
                    + "; this port accepts HTTP, and tcp.port is the port for lines of JSON");
        }
        headers.begin();
        return request(unit);
    }

    private State request(byte unit) {
        headers.ofRequestLine(unit);
        return text(unit, State.REQUEST, State.REQUEST_LF);
    }

    private State line(byte unit) {
        if (unit == '\r') {
            return State.HEAD_LF;
        }
        if (unit == ' ' || unit == '\t') {
            return bad("A header continues on a second line; send each header on one line");
        }
        headers.nameBegins();
        return name(unit);
    }

    private State name(byte unit) {
        if (FramingHeaders.isToken(unit)) {
            headers.ofName(unit);
            return State.NAME;
        }
        return unit == ':'
                ? told(headers.nameEnds(), State.VALUE)
                : bad("A header's name contains " + shown(unit)
                        + "; a name has only letters, digits and !#$%&'*+-.^_`|~");
    }

    private State value(byte unit) {
        State next = text(unit, State.VALUE, State.VALUE_LF);
        return next == State.VALUE ? told(headers.ofValue(unit), next) : next;
    }

    private State headEnds(byte unit) {
        State end = after(unit, State.START);
        if (inBody) {
            inBody = false;
            return end;
        }
        told(headers.headEnds(), end);
        if (fault == null) {
            remaining = headers.length();
            inBody = headers.isChunked();
        }
        return inBody ? sizeBegins(unit) : end;
    }

    private State sizeBegins(byte unit) {
        digits = 0;
        chunk = 0;
        return after(unit, State.SIZE);
    }

    private State size(byte unit) {
        int digit = Character.digit(unit, 16);
        if (digit >= 0) {
            digits++;
            chunk = chunk * 16 + digit;
            return chunk <= MOST_CHUNK && digits <= MOST_CHUNK_DIGITS ? State.SIZE : bad("A chunk's size is too large");
        }
        if (digits == 0) {
            return bad("A chunk's size begins with " + shown(unit) + "; a size has only hexadecimal digits");
        }
        return switch (unit) {
            case '\r' -> State.SIZE_LF;
            case ';' -> State.EXTENSION;
            default -> bad("A chunk's size has " + shown(unit) + "; a size has only hexadecimal digits");
        };
    }

    private State sizeEnds(byte unit) {
        remaining = chunk;
        return after(unit, chunk == 0 ? State.LINE : State.DATA_CR);
    }

    /** A unit of text that ends with CRLF. */
    private State text(byte unit, State more, State end) {
        if (unit == '\r') {
            return end;
        }
        if (unit == '\n') {
            return bad("A line ends with LF alone; end it with CRLF");
        }
        return unit >= 0 && unit < ' ' && unit != '\t' || unit == 0x7f ? bad("A line contains " + shown(unit)) : more;
    }

    private State after(byte unit, State next) {
        return unit == '\n' ? next : bad("A CR without LF; end a line with CRLF");
    }

    private State told(@Nullable String refused, State next) {
        return refused == null ? next : bad(refused);
    }

    private State bad(String what) {
        if (fault == null) {
            fault = what;
        }
        return state;
    }

    private static String shown(byte unit) {
        return unit > ' ' && unit < 0x7f ? "the character " + (char) unit : "the byte 0x" + String.format("%02x", unit);
    }
}
