package dev.playhead.ws;

import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.group.GroupOutlet;
import dev.playhead.stream.Batch;
import dev.playhead.stream.Frames;
import dev.playhead.stream.Gap;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A subscription's way out in the frames of {@code playhead.v1}. Owned by the socket's event loop. */
final class FrameOutlet implements GroupOutlet {
    private static final int DONE = 1000;

    private final Socket socket;
    private final @Nullable String replay;
    private final Consumer<Refusal> failed;

    FrameOutlet(Socket socket, Consumer<Refusal> failed) {
        this(socket, null, failed);
    }

    /** @param replay the replay of these events; null without one */
    FrameOutlet(Socket socket, @Nullable String replay, Consumer<Refusal> failed) {
        this.socket = socket;
        this.replay = replay;
        this.failed = failed;
    }

    @Override
    public boolean isFull() {
        return !socket.hasRoom();
    }

    @Override
    public void events(Batch batch, String token) {
        socket.text(Frames.eventsHead(token, replay), Frames.eventsRest(batch));
    }

    @Override
    public void caughtUp(String token) {
        socket.text(Frames.caughtUp(token));
    }

    @Override
    public void fellBehind(String token, long lag) {
        socket.text(Frames.fellBehind(token, lag));
    }

    @Override
    public void place(String token) {
        socket.text(Frames.place(token));
    }

    @Override
    public void notice(String code, String detail) {
        socket.text(Frames.notice(code, detail));
    }

    @Override
    public void gap(Gap gap) {
        socket.text(Frames.gap(gap));
    }

    @Override
    public void assigned(List<Partition> partitions, long epoch) {
        socket.text(GroupFrames.assigned(partitions, epoch));
    }

    @Override
    public void revoked(List<Partition> partitions) {
        socket.text(GroupFrames.revoked(partitions));
    }

    @Override
    public void completed(long delivered, String token) {
        socket.text(Frames.completed(delivered, token));
        socket.close(DONE, "completed");
    }

    @Override
    public void completed(Completion completion) {
        socket.text(GroupFrames.completed(completion));
        socket.close(DONE, "completed");
    }

    @Override
    public void calledOff(Refusal refusal, boolean mayComeBack) {
        socket.text(GroupFrames.problem(refusal));
        socket.close(mayComeBack ? Problem.UNAVAILABLE.closeCode() : DONE, Socket.reason(refusal));
    }

    @Override
    public void failed(Refusal refusal) {
        failed.accept(refusal);
    }
}
