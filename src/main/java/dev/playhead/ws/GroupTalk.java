package dev.playhead.ws;

import dev.playhead.event.Fault;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import dev.playhead.group.DeliverySelector;
import dev.playhead.group.FailureAction;
import dev.playhead.group.member.GroupConnection;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a client says of the deliveries of its group, and the answers to it. Owned by the socket's event loop. */
final class GroupTalk {
    private static final int LONGEST_REASON = 1000;

    private final Socket socket;
    private final GroupConnection stream;
    private final BiConsumer<@Nullable Long, Refusal> refuse;
    private final Runnable answered;
    private int underWay;

    /** @param answered run after each answer that had to wait */
    GroupTalk(Socket socket, GroupConnection stream, BiConsumer<@Nullable Long, Refusal> refuse, Runnable answered) {
        this.answered = answered;
        this.socket = socket;
        this.stream = stream;
        this.refuse = refuse;
    }

    /** Does what the frame says, which is {@code confirm}, {@code fail} or {@code extend}. */
    void hear(ClientFrame frame) {
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

    private void confirm(ClientFrame frame) {
        DeliverySelector named = NamedReader.read(frame.object(), Set.of());
        answer(frame.ref(), stream.confirm(named), verdicts -> GroupFrames.confirmed(frame.ref(), verdicts));
    }

    private void fail(ClientFrame frame) {
        JsonObject object = frame.object();
        DeliverySelector named = NamedReader.read(object, Set.of("reason", "then"));
        FailureAction then = FailureAction.of(object.getValue("then", FailureAction.RETRY.text()))
                .orElseThrow(() -> fault("/then", "takes \"retry\", \"park\" or \"skip\""));
        Object reason = object.getValue("reason", "");
        if (!(reason instanceof String why) || why.length() > LONGEST_REASON) {
            throw fault("/reason", "takes a text of at most " + LONGEST_REASON + " characters");
        }
        answer(frame.ref(), stream.fail(named, then, why), unknown -> GroupFrames.failed(frame.ref(), unknown));
    }

    private void extend(ClientFrame frame) {
        DeliverySelector named = NamedReader.read(frame.object(), Set.of());
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

    /** Whether answers have still to come. */
    boolean isAwaited() {
        return underWay > 0;
    }

    private static RefusedException fault(String pointer, String detail) {
        return new Refusal(Problem.INVALID_REQUEST, "The frame is not understood", Fault.at(pointer, detail))
                .asException();
    }
}
