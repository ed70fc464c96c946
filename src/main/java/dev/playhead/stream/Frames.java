package dev.playhead.stream;

import dev.playhead.codec.Utf8Buffer;
import dev.playhead.event.Position;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the frames of the stream protocol that a server sends, and pages; stateless.
 *
 * <pre>
 * {"op":"subscribed","token":"…","credit":0}   of a bounded stream also "to":[{"topic":…,"partition":0,"offset":4711}]
 * {"op":"events","token":"…","events":[delivery,delivery,…]}   of a replay also "replay":"r-17"
 * {"op":"caughtUp","token":"…"}          {"op":"fellBehind","token":"…","lag":12000}
 * {"op":"token","token":"…"}             {"op":"closed","token":"…"}
 * {"op":"gap","topic":"…","partition":0,"from":10,"to":20,"reason":"retention"}
 * {"op":"completed","delivered":73001,"token":"…"}
 * {"op":"notice","code":"no_credit","detail":"…"}
 * </pre>
 */
public final class Frames {
    /** A frame of its own costs more than to copy fewer bytes than this. */
    private static final int LEAST_SHARED = 4096;

    private Frames() {}

    /**
     * @param to the end of the stream; empty for a live one
     * @param credit in events, as it begins
     */
    public static String subscribed(String token, List<Position> to, long credit) {
        Utf8Buffer out = new Utf8Buffer(256);
        out.put("{\"op\":\"subscribed\",\"token\":\"")
                .put(token)
                .put("\",\"credit\":")
                .put(credit);
        byte before = '[';
        for (Position position : to) {
            out.put(before == '[' ? ",\"to\":[" : ",");
            out.put("{\"topic\":").quoted(position.topic());
            out.put(",\"partition\":").put(position.partition());
            out.put(",\"offset\":").put(position.offset()).put((byte) '}');
            before = ',';
        }
        return text(out.put(to.isEmpty() ? "}" : "]}"));
    }

    /** Writes the head of an {@code events} frame, before its deliveries. */
    public static String eventsHead(String token) {
        return eventsHead(token, null);
    }

    /**
     * Writes the head of a frame of events, also for a replay.
     *
     * @param replay the replay of the events; null without one
     */
    public static String eventsHead(String token, @Nullable String replay) {
        String head = "{\"op\":\"events\",\"token\":\"" + token + "\",";
        if (replay != null) {
            head += text(new Utf8Buffer(64).put("\"replay\":").quoted(replay).put(","));
        }
        return head + "\"events\":[";
    }

    /**
     * The deliveries of a batch with commas between them, and the end of their frame, in parts. A long run of a block is a
     * part of shared bytes. All else is copied.
     */
    public static List<Buffer> eventsRest(Batch batch) {
        List<Buffer> parts = new ArrayList<>(4);
        Buffer copied = Buffer.buffer(copiedBytes(batch));
        byte before = 0;
        for (Batch.Run run : batch.runs()) {
            if (before != 0) {
                copied.appendByte(before);
            }
            before = ',';
            if (isShared(run)) {
                if (copied.length() > 0) {
                    parts.add(copied);
                    copied = Buffer.buffer();
                }
                parts.add(run.block().deliveries(run.from(), run.to()));
            } else if (run.attempt() == 1) {
                copied.appendBuffer(run.block().deliveries(run.from(), run.to()));
            } else {
                copied.appendBuffer(run.block().deliveryHead(run.from()));
                copied.appendString(attempt(run.attempt()));
                copied.appendBuffer(run.block().deliveryTail(run.from()));
            }
        }
        parts.add(copied.appendByte((byte) ']').appendByte((byte) '}'));
        return parts;
    }

    private static boolean isShared(Batch.Run run) {
        return run.attempt() == 1 && run.block().deliveryBytes(run.from(), run.to()) >= LEAST_SHARED;
    }

    /** Returns the approximate bytes of the copied parts. */
    private static int copiedBytes(Batch batch) {
        long bytes = batch.bytes() + batch.events() + 2;
        for (Batch.Run run : batch.runs()) {
            if (isShared(run)) {
                bytes -= run.block().deliveryBytes(run.from(), run.to());
            }
        }
        return (int) bytes;
    }

    /** Returns the number of bytes that the attempt adds to a delivery. */
    static int attemptBytes(int attempt) {
        return attempt(attempt).length();
    }

    private static String attempt(int attempt) {
        return "\"attempt\":" + attempt + ",";
    }

    public static String caughtUp(String token) {
        return withToken("caughtUp", token) + "}";
    }

    public static String fellBehind(String token, long lag) {
        return withToken("fellBehind", token) + ",\"lag\":" + lag + "}";
    }

    public static String place(String token) {
        return withToken("token", token) + "}";
    }

    public static String closed(String token) {
        return withToken("closed", token) + "}";
    }

    public static String completed(long delivered, String token) {
        return "{\"op\":\"completed\",\"delivered\":" + delivered + ",\"token\":\"" + token + "\"}";
    }

    public static String notice(String code, String detail) {
        return text(new Utf8Buffer(128)
                .put("{\"op\":\"notice\",\"code\":")
                .quoted(code)
                .put(",\"detail\":")
                .quoted(detail)
                .put("}"));
    }

    public static String gap(Gap gap) {
        Utf8Buffer out = new Utf8Buffer(128).put("{\"op\":\"gap\",");
        return text(gap(out, gap));
    }

    public static Buffer page(Buffer events, String token, boolean end, List<Gap> gaps) {
        Utf8Buffer rest = new Utf8Buffer(128);
        rest.put("],\"token\":\"").put(token).put("\",\"end\":").put(end ? "true" : "false");
        for (int index = 0; index < gaps.size(); index++) {
            gap(rest.put(index == 0 ? ",\"gaps\":[{" : ",{"), gaps.get(index));
        }
        rest.put(gaps.isEmpty() ? "}" : "]}");
        return Buffer.buffer(events.length() + rest.length() + 16)
                .appendString("{\"events\":[")
                .appendBuffer(events)
                .appendBytes(rest.array(), 0, rest.length());
    }

    private static String withToken(String op, String token) {
        return "{\"op\":\"" + op + "\",\"token\":\"" + token + "\"";
    }

    private static Utf8Buffer gap(Utf8Buffer out, Gap gap) {
        out.put("\"topic\":").quoted(gap.partition().topic());
        out.put(",\"partition\":").put(gap.partition().index());
        out.put(",\"from\":").put(gap.from()).put(",\"to\":").put(gap.to());
        return out.put(",\"reason\":\"").put(gap.reason()).put("\"}");
    }

    private static String text(Utf8Buffer out) {
        return new String(out.array(), 0, out.length(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
