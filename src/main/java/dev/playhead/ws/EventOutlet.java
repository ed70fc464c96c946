package dev.playhead.ws;

import dev.playhead.event.Refusal;
import dev.playhead.stream.Batch;
import dev.playhead.stream.Gap;
import dev.playhead.stream.Outlet;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A subscription's way out as bare CloudEvents, one a message; all other news has no place. Owned by the socket's event loop. */
final class EventOutlet implements Outlet {
    private static final Logger LOG = LoggerFactory.getLogger(EventOutlet.class);
    private static final int DONE = 1000;

    private final Socket socket;
    private final Consumer<Refusal> failed;

    EventOutlet(Socket socket, Consumer<Refusal> failed) {
        this.socket = socket;
        this.failed = failed;
    }

    @Override
    public boolean isFull() {
        return !socket.hasRoom();
    }

    @Override
    public void events(Batch batch, String token) {
        for (Batch.Run run : batch.runs()) {
            for (int index = run.from(); index < run.to(); index++) {
                socket.text(run.block().event(index).toString(StandardCharsets.UTF_8));
            }
        }
    }

    @Override
    public void gap(Gap gap) {
        LOG.atInfo()
                .addKeyValue("topic", gap.partition().topic())
                .addKeyValue("partition", gap.partition().index())
                .addKeyValue("from", gap.from())
                .addKeyValue("to", gap.to())
                .addKeyValue("reason", gap.reason())
                .log("offsets are missing; bare CloudEvents cannot report the gap");
    }

    @Override
    public void completed(long delivered, String token) {
        socket.close(DONE, "completed");
    }

    @Override
    public void failed(Refusal refusal) {
        failed.accept(refusal);
    }

    @Override
    public void caughtUp(String token) {}

    @Override
    public void fellBehind(String token, long lag) {}

    @Override
    public void place(String token) {}
}
