package dev.playhead.load.wire;

/**
 * Counts receipts and problems in the bytes of TCP answers, wherever they are cut; used by one thread.
 *
 * <p>It looks at what follows each opening brace: <code>{"pa</code> begins a receipt, <code>{"pr</code> a problem,
 * anything else is a line or what is inside a problem. No event text comes back in answers, so no brace misleads it.
 */
final class ReceiptCount {
    private static final int OUTSIDE = 0;
    private static final int BRACE = 1;
    private static final int QUOTE = 2;
    private static final int P = 3;

    private int state = OUTSIDE;
    private long receipts;
    private long problems;

    void feed(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (state != OUTSIDE) {
                state = next(bytes[i]);
            } else if (bytes[i] == '{') {
                state = BRACE;
            }
        }
    }

    private int next(byte b) {
        switch (state) {
            case BRACE:
                return b == '"' ? QUOTE : OUTSIDE;
            case QUOTE:
                return b == 'p' ? P : OUTSIDE;
            default:
                receipts += b == 'a' ? 1 : 0;
                problems += b == 'r' ? 1 : 0;
                return OUTSIDE;
        }
    }

    long receipts() {
        return receipts;
    }

    long problems() {
        return problems;
    }

    long answers() {
        return receipts + problems;
    }
}
