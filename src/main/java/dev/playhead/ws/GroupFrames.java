package dev.playhead.ws;

import dev.playhead.codec.ProblemCodec;
import dev.playhead.codec.Utf8Buffer;
import dev.playhead.event.Partition;
import dev.playhead.event.Position;
import dev.playhead.event.Refusal;
import dev.playhead.group.ConfirmResult;
import dev.playhead.group.GroupOutlet;
import dev.playhead.group.member.GroupConnection;
import dev.playhead.stream.Frames;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the frames that only streams of groups have; stateless.
 *
 * <pre>
 * {"op":"subscribed","token":"…","credit":0,"group":"billing","member":"5f-1"}
 *                                                                    of a replay's target
 * {"op":"subscribed","token":"…","credit":0,"to":[…],"replay":"r-17","target":"billing","member":"5f-1"}
 * {"op":"assigned","partitions":[{"topic":"orders","partition":0}],"epoch":4}
 * {"op":"revoked","partitions":[{"topic":"orders","partition":0}]}
 * {"op":"confirmed","ref":7,"first":2,"duplicate":0,"unknown":0}
 * {"op":"failed","ref":8,"unknown":0}
 * {"op":"completed","delivered":120,"confirmed":118,"parked":2}
 * {"op":"extended","ref":9,"until":"2026-11-20T10:00:30.000Z"}
 * </pre>
 */
final class GroupFrames {
    private GroupFrames() {}

    static String subscribed(GroupConnection made) {
        Utf8Buffer rest = new Utf8Buffer(128).put(",\"group\":").quoted(made.group());
        return subscribed(made, List.of(), rest);
    }

    /** The same of a replay's target. */
    static String subscribed(GroupConnection made, String replay, String target) {
        Utf8Buffer rest = new Utf8Buffer(128)
                .put(",\"replay\":")
                .quoted(replay)
                .put(",\"target\":")
                .quoted(target);
        return subscribed(made, made.ends(), rest);
    }

    private static String subscribed(GroupConnection made, List<Position> to, Utf8Buffer rest) {
        String head = Frames.subscribed(made.token(), to, made.unspent());
        return head.substring(0, head.length() - 1)
                + text(rest.put(",\"member\":").quoted(made.name()).put("}"));
    }

    static String assigned(List<Partition> partitions, long epoch) {
        return text(
                partitions("assigned", partitions).put(",\"epoch\":").put(epoch).put("}"));
    }

    static String revoked(List<Partition> partitions) {
        return text(partitions("revoked", partitions).put("}"));
    }

    static String confirmed(@Nullable Long ref, ConfirmResult verdicts) {
        Utf8Buffer out = answer("confirmed", ref);
        out.put(",\"first\":").put(verdicts.first());
        out.put(",\"duplicate\":").put(verdicts.duplicate());
        return text(out.put(",\"unknown\":").put(verdicts.unknown()).put("}"));
    }

    static String failed(@Nullable Long ref, int unknown) {
        return text(answer("failed", ref).put(",\"unknown\":").put(unknown).put("}"));
    }

    /** @param until in epoch milliseconds */
    static String extended(@Nullable Long ref, long until) {
        return text(answer("extended", ref).put(",\"until\":\"").instant(until).put("\"}"));
    }

    static String completed(GroupOutlet.Completion completion) {
        Utf8Buffer out =
                new Utf8Buffer(128).put("{\"op\":\"completed\",\"delivered\":").put(completion.delivered());
        out.put(",\"confirmed\":").put(completion.confirmed());
        return text(out.put(",\"parked\":").put(completion.parked()).put("}"));
    }

    static String problem(Refusal refusal) {
        Utf8Buffer out = new Utf8Buffer(256);
        ProblemCodec.frame(out, null, refusal);
        return text(out);
    }

    private static Utf8Buffer answer(String op, @Nullable Long ref) {
        Utf8Buffer out = new Utf8Buffer(96).put("{\"op\":\"").put(op).put("\"");
        return ref == null ? out : out.put(",\"ref\":").put(ref);
    }

    private static Utf8Buffer partitions(String op, List<Partition> partitions) {
        Utf8Buffer out = new Utf8Buffer(64 * partitions.size() + 64);
        out.put("{\"op\":\"").put(op).put("\",\"partitions\":");
        byte before = '[';
        for (Partition partition : partitions) {
            out.put(before).put("{\"topic\":").quoted(partition.topic());
            out.put(",\"partition\":").put(partition.index()).put((byte) '}');
            before = ',';
        }
        return out.put(partitions.isEmpty() ? "[]" : "]");
    }

    private static String text(Utf8Buffer out) {
        return new String(out.array(), 0, out.length(), StandardCharsets.UTF_8);
    }
}
