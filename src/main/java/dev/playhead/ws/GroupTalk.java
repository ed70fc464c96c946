package dev.playhead.ws;

import dev.playhead.codec.RequestFields;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import dev.playhead.group.DeliverySelector;
import dev.playhead.group.FailureAction;
import dev.playhead.group.member.GroupConnection;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Handles confirm, fail and extend of one connection. Owned by the socket's event loop. */
final class GroupTalk {
    private static final int LONGEST_REASON = 1000;
    private static final List<String> THEN =
            Stream.of(FailureAction.values()).map(FailureAction::text).toList();
    private static final Set<String> OUTCOME = Set.of("reason", "then");
    private static final Set<String> NAMED = Set.of("op", "ref", "positions", "events", "ids", "upTo");
    private static final Set<String> FAIL = Set.of("op", "ref", "positions", "events", "ids", "upTo", "reason", "then");

    private final Socket socket;
    private final GroupConnection stream;
    private final BiConsumer<@Nullable Long, Refusal> refuse;
    private final Runnable answered;
    private int underWay;

    /** @param answered runs after each delayed answer */
    GroupTalk(Socket socket, GroupConnection stream, BiConsumer<@Nullable Long, Refusal> refuse, Runnable answered) {
        this.answered = answered;
        this.socket = socket;
        this.stream = stream;
        this.refuse = refuse;
    }

    /** Performs a frame {@code confirm}, {@code fail} or {@code extend}. */
    void hear(ClientFrames.ClientFrame frame) {
        try {
            switch (frame.op()) {
                case "confirm" -> confirm(frame);
                case "fail" -> fail(frame);
                default -> extend(frame);
            }
        } catch (RefusedException refused) {
            refuse.accept(frame.ref(), refused.refusal());
        }
    }

    private void confirm(ClientFrames.ClientFrame frame) {
        DeliverySelector named = NamedReader.read(new RequestFields(frame.object(), NAMED));
        answer(frame.ref(), stream.confirm(named), verdicts -> GroupFrames.confirmed(frame.ref(), verdicts));
    }

    private void fail(ClientFrames.ClientFrame frame) {
        RequestFields fields = new RequestFields(frame.object(), FAIL).withoutNulls(OUTCOME);
        FailureAction then = FailureAction.of(fields.word("then", THEN)).orElseThrow();
        String reason = fields.text("reason", "", LONGEST_REASON);
        DeliverySelector named = NamedReader.read(fields);
        answer(frame.ref(), stream.fail(named, then, reason), unknown -> GroupFrames.failed(frame.ref(), unknown));
    }

    private void extend(ClientFrames.ClientFrame frame) {
        DeliverySelector named = NamedReader.read(new RequestFields(frame.object(), NAMED));
        socket.text(GroupFrames.extended(frame.ref(), stream.extend(named)));
    }

    private <T> void answer(@Nullable Long ref, Future<T> done, Function<T, String> frame) {
        underWay++;
        done.onComplete(result -> {
            underWay--;
            if (result.succeeded()) {
                socket.text(frame.apply(result.result()));
            } else {
                refuse.accept(ref, RefusedException.of(result.cause()));
            }
            answered.run();
        });
    }

    /** Returns whether answers are pending. */
    boolean isAwaited() {
        return underWay > 0;
    }
}
