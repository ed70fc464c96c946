package dev.playhead.ws;

import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import io.vertx.core.Vertx;
import java.util.function.Consumer;

/**
 * Pings one peer and tells whether it still lives: whatever it sends is a sign of life, and so is that it reads. Counts
 * its pings too, each of which costs an answer. Owned by the socket's event loop.
 */
final class Heartbeat {
    private final WsSettings settings;
    private final Socket socket;
    private final Vertx vertx;
    private final Consumer<Refusal> cutOff;
    private final long timer;
    private long heardAt = System.nanoTime();
    private int pings;

    /** @param cutOff ends the session of a peer that is dead or floods */
    Heartbeat(WsSettings settings, Socket socket, Vertx vertx, Consumer<Refusal> cutOff) {
        this.settings = settings;
        this.socket = socket;
        this.vertx = vertx;
        this.cutOff = cutOff;
        this.timer = vertx.setPeriodic(settings.pingInterval().toMillis(), tick -> beat());
    }

    void heard() {
        heardAt = System.nanoTime();
    }

    void pinged() {
        heard();
        if (++pings > settings.maxPings()) {
            cutOff.accept(Problem.BUSY.because("More than " + settings.maxPings() + " pings within "
                    + settings.pingInterval().toSeconds() + " s"));
        }
    }

    void stop() {
        vertx.cancelTimer(timer);
    }

    private void beat() {
        pings = 0;
        if (System.nanoTime() - heardAt > settings.deadline().toNanos()) {
            cutOff.accept(Problem.INVALID_REQUEST.because(
                    "Nothing was heard for " + settings.deadline().toSeconds() + " s"));
        } else if (!socket.isFull()) {
            socket.ping();
        }
    }
}
