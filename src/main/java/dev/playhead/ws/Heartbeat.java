package dev.playhead.ws;

import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import io.vertx.core.Vertx;
import java.util.function.Consumer;

/**
 * Pings one peer and watches whether it is alive: each of its frames and reads is a sign of life. It also counts the
 * peer's pings, because each costs an answer. Owned by the socket's event loop.
 *
 * <p>A ping waits behind all data sent before it, and much of this data is in the buffers of both machines. So a peer
 * with much unread data has more time to answer: a slow peer is not dead.
 */
final class Heartbeat {
    private final WsSettings settings;
    private final Socket socket;
    private final Vertx vertx;
    private final Consumer<Refusal> cutOff;
    private final long timer;
    private long heardAt = System.nanoTime();
    private long sentThen;
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
        sentThen = socket.sent();
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
        long silent = (System.nanoTime() - heardAt) / 1_000_000;
        long unread = socket.sent() - sentThen;
        if (silent > settings.deadline().toMillis() + unread * 1000 / settings.slowest()) {
            cutOff.accept(Problem.INVALID_REQUEST.because("The client sent nothing for " + silent / 1000 + " s"));
        } else if (!socket.isFull()) {
            socket.ping();
        }
    }
}
