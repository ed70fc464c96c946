package dev.playhead.codec;

import dev.playhead.event.Event;
import dev.playhead.event.Refusal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes the results of appends; stateless.
 *
 * <pre>
 * full       {"source":"/a","id":"1","topic":"orders","partition":3,"offset":991,"recorded":"…","duplicate":false}
 * brief      {"partition":3,"offset":991} or {"partition":3,"offset":991,"duplicate":true}
 * problem    {"problem":{"code":"…","detail":"…","retryable":false}}
 * batch      {"receipts":[full or problem, …]}
 * run        {"from":0,"receipts":[brief or problem, …]}
 * line       {"line":17,"problem":{…}}
 * summary    {"stored":72998,"duplicate":2,"refused":1,"token":"…"}
 *            {"stored":17,"duplicate":0,"refused":0,"token":"…","problem":{…}} of a stream that was not read to its end
 * </pre>
 *
 * <p>A receipt or problem after another one begins with a comma. So a list is an opening, any number of them, and
 * {@link #end}. No line ends with its newline here.
 */
public final class ReceiptCodec {
    private static final byte[] SOURCE = utf8("{\"source\":");
    private static final byte[] ID = utf8(",\"id\":");
    private static final byte[] TOPIC = utf8(",\"topic\":\"");
    private static final byte[] PARTITION = utf8("\",\"partition\":");
    private static final byte[] OFFSET = utf8(",\"offset\":");
    private static final byte[] RECORDED = utf8(",\"recorded\":\"");
    private static final byte[] NEW = utf8("\",\"duplicate\":false}");
    private static final byte[] REPEATED = utf8("\",\"duplicate\":true}");
    private static final byte[] BRIEF = utf8("{\"partition\":");
    private static final byte[] BRIEF_REPEATED = utf8(",\"duplicate\":true}");
    private static final byte[] PROBLEM = utf8("{\"problem\":");
    private static final byte[] BATCH = utf8("{\"receipts\":[");
    private static final byte[] FROM = utf8("{\"from\":");
    private static final byte[] RECEIPTS = utf8(",\"receipts\":[");
    private static final byte[] END = utf8("]}");
    private static final byte[] LINE = utf8("{\"line\":");
    private static final byte[] LINE_PROBLEM = utf8(",\"problem\":");

    private ReceiptCodec() {}

    /** {@code recorded} in epoch milliseconds. */
    public static void full(
            Utf8Buffer out, Event event, String topic, int partition, long offset, long recorded, boolean duplicate) {
        separate(out);
        out.put(SOURCE).quoted(event.source()).put(ID).quoted(event.id());
        out.put(TOPIC).put(topic).put(PARTITION).put(partition).put(OFFSET).put(offset);
        out.put(RECORDED).instant(recorded).put(duplicate ? REPEATED : NEW);
    }

    public static void brief(Utf8Buffer out, int partition, long offset, boolean duplicate) {
        separate(out);
        out.put(BRIEF).put(partition).put(OFFSET).put(offset);
        if (duplicate) {
            out.put(BRIEF_REPEATED);
        } else {
            out.put((byte) '}');
        }
    }

    /** Writes a problem in place of a receipt. */
    public static void problem(Utf8Buffer out, Refusal refusal) {
        separate(out);
        out.put(PROBLEM);
        ProblemCodec.compact(out, refusal);
        out.put((byte) '}');
    }

    public static void beginBatch(Utf8Buffer out) {
        out.put(BATCH);
    }

    /** A run of receipts; {@code from} is the number of its first on the connection, from 0. */
    public static void beginRun(Utf8Buffer out, long from) {
        out.put(FROM).put(from).put(RECEIPTS);
    }

    public static void end(Utf8Buffer out) {
        out.put(END);
    }

    /** The problem of one line of a stream, from 1. */
    public static void line(Utf8Buffer out, long line, Refusal refusal) {
        out.put(LINE).put(line).put(LINE_PROBLEM);
        ProblemCodec.compact(out, refusal);
        out.put((byte) '}');
    }

    /** @param ending the reason for an early end of the reading; null without one */
    public static void summary(
            Utf8Buffer out,
            long stored,
            long duplicate,
            long refused,
            @Nullable String token,
            @Nullable Refusal ending) {
        out.put("{\"stored\":").put(stored);
        out.put(",\"duplicate\":").put(duplicate);
        out.put(",\"refused\":").put(refused);
        if (token != null) {
            out.put(",\"token\":").quoted(token);
        }
        if (ending != null) {
            out.put(LINE_PROBLEM);
            ProblemCodec.compact(out, ending);
        }
        out.put((byte) '}');
    }

    private static void separate(Utf8Buffer out) {
        if (out.length() > 0 && out.array()[out.length() - 1] == '}') {
            out.put((byte) ',');
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
