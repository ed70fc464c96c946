package dev.playhead.load.wire;

import java.nio.ByteBuffer;

/**
 * Owns the bytes of one frame that confirms by ids, gathered while deliveries are read and drawn in place; used by one
 * thread.
 *
 * <pre>
 * {"op":"confirm","ref":7,"ids":["…","…"]}
 * └─ written last, up to the ids ┘└─ written as they come
 * </pre>
 */
final class ConfirmFrame {
    static final int ID_LENGTH = EventSheet.RUN_LENGTH + EventSheet.NUMBER_LENGTH;

    private static final int HEAD_BYTES = 64;
    private static final int BYTES_OF_ID = ID_LENGTH + 3;

    private final ByteBuffer frame;
    private int ids;

    ConfirmFrame(int most) {
        frame = ByteBuffer.allocate(HEAD_BYTES + most * BYTES_OF_ID + 1);
        frame.position(HEAD_BYTES);
    }

    /** Adds the id that begins there; its letters need no escapes. */
    void add(byte[] bytes, int at) {
        frame.put((byte) '"').put(bytes, at, ID_LENGTH).put((byte) '"').put((byte) ',');
        ids++;
    }

    int ids() {
        return ids;
    }

    /** The number of the event that was gathered first. */
    long firstNumber() {
        return EventSheet.parse(frame.array(), HEAD_BYTES + 1 + EventSheet.RUN_LENGTH);
    }

    /** The whole frame, good until the next {@link #add}; what is added from then on is of the next one. */
    ByteBuffer take(long ref) {
        byte[] head = Request.ascii("{\"op\":\"confirm\",\"ref\":" + ref + ",\"ids\":[");
        int end = frame.position();
        frame.put(end - 1, (byte) ']').put(end, (byte) '}');
        frame.put(HEAD_BYTES - head.length, head);
        ids = 0;
        frame.position(HEAD_BYTES);
        return frame.duplicate().position(HEAD_BYTES - head.length).limit(end + 1);
    }
}
