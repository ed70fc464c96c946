package dev.playhead.load.wire;

import java.nio.charset.StandardCharsets;

/** Reads the answers of one connection, one after another, wherever they are cut; knows Content-Length alone. */
final class HttpAnswer {
    private static final int MAX_HEAD = 4096;
    private static final byte[] END = Request.ascii("\r\n\r\n");
    private static final byte[] LENGTH = Request.ascii("\r\ncontent-length:");

    private final byte[] head = new byte[MAX_HEAD];
    private int headBytes;
    private long bodyLeft = -1;
    private int status;

    /** Takes bytes of one answer; true when it is complete, and then the next bytes begin another. */
    boolean feed(byte[] bytes, int from, int to) {
        if (bodyLeft < 0) {
            int taken = Math.min(to - from, MAX_HEAD - headBytes);
            System.arraycopy(bytes, from, head, headBytes, taken);
            headBytes += taken;
            int end = indexOf(END, 0);
            if (end < 0) {
                return incompleteHead();
            }
            status = number(9, 12);
            bodyLeft = contentLength(end) - (headBytes - end - END.length) - (to - from - taken);
        } else {
            bodyLeft -= to - from;
        }
        return isComplete();
    }

    private boolean incompleteHead() {
        if (headBytes == MAX_HEAD) {
            throw new IllegalStateException("an answer's head is longer than " + MAX_HEAD + " bytes: " + text());
        }
        return false;
    }

    private boolean isComplete() {
        if (bodyLeft < 0) {
            throw new IllegalStateException("more than the answer that was asked for: " + text());
        }
        if (bodyLeft > 0) {
            return false;
        }
        headBytes = 0;
        bodyLeft = -1;
        return true;
    }

    private long contentLength(int headEnd) {
        int at = indexOf(LENGTH, 0);
        if (at < 0 || at > headEnd) {
            if (status == 204) {
                return 0;
            }
            throw new IllegalStateException("an answer without Content-Length: " + text());
        }
        int from = at + LENGTH.length;
        while (head[from] == ' ') {
            from++;
        }
        int to = from;
        while (head[to] >= '0' && head[to] <= '9') {
            to++;
        }
        return number(from, to);
    }

    private int number(int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + head[i] - '0';
        }
        return number;
    }

    /** Letters are compared without case; the bit that tells them apart is 0x20, set in what is searched for. */
    private int indexOf(byte[] wanted, int from) {
        for (int at = from; at <= headBytes - wanted.length; at++) {
            int i = 0;
            while (i < wanted.length && (head[at + i] == wanted[i] || (head[at + i] | 0x20) == wanted[i])) {
                i++;
            }
            if (i == wanted.length) {
                return at;
            }
        }
        return -1;
    }

    int status() {
        return status;
    }

    private String text() {
        return new String(head, 0, headBytes, StandardCharsets.UTF_8);
    }
}
