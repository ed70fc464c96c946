package dev.playhead.redis;

import dev.playhead.event.Problem;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns one connection to Redis, pipelined and bounded, that reconnects by itself. One event loop owns it, and only this
 * loop calls it. A call without an answer in time breaks the connection. Answers come in order, so all later ones would
 * be late as well, and a hanging Redis costs one wait instead of one for each call.
 */
final class RedisLine {
    private static final Logger LOG = LoggerFactory.getLogger(RedisLine.class);
    private static final long FIRST_PAUSE_MILLIS = 20;

    private enum State {
        CONNECTING,
        UP,
        DOWN,
        CLOSED
    }

    /** Hears of every change, on the line's event loop. */
    interface Listener {
        void changed(RedisLine line, RedisLink.LinkState state);
    }

    private static final class Call {
        private final Promise<@Nullable Response> answer = Promise.promise();
        private final long until;
        private boolean answered;

        Call(long until) {
            this.until = until;
        }
    }

    private final Vertx vertx;
    private final Context context;
    private final RedisTarget target;
    private final RedisSettings settings;
    private final Listener listener;

    // Owned by the event loop
    private final ArrayDeque<Call> calls = new ArrayDeque<>();
    private State state = State.DOWN;
    private String reason = "not connected yet";
    private long pause = FIRST_PAUSE_MILLIS;
    private int attempts;
    private long watch = -1;
    private @Nullable Redis client;
    private @Nullable RedisConnection connection;

    /** Read by any thread. */
    private volatile boolean up;

    RedisLine(Vertx vertx, Context context, RedisTarget target, RedisSettings settings, Listener listener) {
        this.vertx = vertx;
        this.context = context;
        this.target = target;
        this.settings = settings;
        this.listener = listener;
    }

    /** Returns whether it takes calls; any thread. */
    boolean isUp() {
        return up;
    }

    /** Runs the action on the line's event loop, at once if the caller is on it. */
    void run(Runnable action, boolean here) {
        if (here) {
            action.run();
        } else {
            context.runOnContext(turn -> action.run());
        }
    }

    void open() {
        if (state != State.DOWN) {
            return;
        }
        change(State.CONNECTING, reason);
        Redis attempt = Redis.createClient(vertx, options());
        client = attempt;
        long timer = vertx.setTimer(settings.timeout().toMillis(), expired -> {
            if (attempt == client && state == State.CONNECTING) {
                drop("it does not answer");
            }
        });
        attempt.connect()
                .compose(made -> advice(made).map(advice -> {
                    vertx.cancelTimer(timer);
                    connected(attempt, made, advice);
                    return null;
                }))
                .onFailure(failure -> {
                    vertx.cancelTimer(timer);
                    if (attempt == client) {
                        // A cluster has a line for each node that is away
                        drop(String.valueOf(failure.getMessage()).replace("\n- ", ", "));
                    }
                });
    }

    private RedisOptions options() {
        return target.options(attempts++)
                .setPoolRecycleTimeout(-1)
                .setPoolCleanerInterval(-1)
                .setMaxWaitingHandlers(target.maxInFlight(settings) + 16)
                .setNetClientOptions(new NetClientOptions()
                        .setConnectTimeout((int) settings.timeout().toMillis())
                        .setTcpNoDelay(true));
    }

    private static Future<String> advice(RedisConnection made) {
        return made.send(Request.cmd(Command.INFO))
                .map(String::valueOf)
                // An access list may forbid the question
                .otherwise("")
                .compose(info -> Advice.isLoading(info)
                        ? Future.failedFuture("it is still loading its file")
                        : Future.succeededFuture(Advice.of(info)));
    }

    private void connected(Redis attempt, RedisConnection made, String advice) {
        if (attempt != client || state != State.CONNECTING) {
            attempt.close();
            return;
        }
        connection = made;
        made.exceptionHandler(failure -> lost(made, String.valueOf(failure.getMessage())));
        made.endHandler(end -> lost(made, "it closed the connection"));
        pause = FIRST_PAUSE_MILLIS;
        watch = vertx.setPeriodic(Math.max(1, settings.timeout().toMillis() / 4), tick -> look());
        change(State.UP, advice);
    }

    private void lost(RedisConnection which, String why) {
        if (which == connection) {
            drop(why);
        }
    }

    private void look() {
        Call oldest = calls.peek();
        if (oldest != null && System.nanoTime() - oldest.until > 0) {
            drop("it has not answered for " + settings.timeout());
        }
    }

    /** Sends it; the answer comes on this event loop, or a failure {@code unavailable}, or Redis' own error. */
    Future<@Nullable Response> send(Request request) {
        RedisConnection open = connection;
        if (open == null || state != State.UP) {
            return Future.failedFuture(unavailable(reason));
        }
        if (calls.size() >= target.maxInFlight(settings)) {
            return Future.failedFuture(unavailable("too many calls wait for its answers"));
        }
        Call call = new Call(System.nanoTime() + settings.timeout().toNanos());
        calls.add(call);
        open.send(request).onComplete(answer -> {
            call.answered = true;
            forgetAnswered();
            if (answer.succeeded()) {
                call.answer.tryComplete(answer.result());
            } else {
                call.answer.tryFail(answer.cause());
                failed(open, String.valueOf(answer.cause().getMessage()));
            }
        });
        return call.answer.future();
    }

    /** Nodes of a cluster answer in an order of their own: an answered call stays until the calls before it are answered. */
    private void forgetAnswered() {
        for (Call oldest = calls.peek(); oldest != null && oldest.answered; oldest = calls.peek()) {
            calls.remove();
        }
    }

    private void failed(RedisConnection which, String failure) {
        if (target.isStaleAfter(failure)) {
            lost(which, "the cluster is changing: " + failure);
        }
    }

    private void drop(String why) {
        if (state == State.CLOSED) {
            return;
        }
        release();
        change(State.DOWN, why);
        calls.forEach(call -> call.answer.tryFail(unavailable(why)));
        calls.clear();
        vertx.setTimer(pause + ThreadLocalRandom.current().nextLong(pause), again -> open());
        pause = Math.min(2 * pause, settings.reconnect().toMillis());
    }

    private void release() {
        if (watch != -1) {
            vertx.cancelTimer(watch);
            watch = -1;
        }
        connection = null;
        Redis old = client;
        client = null;
        if (old != null) {
            old.close();
        }
    }

    void close() {
        release();
        change(State.CLOSED, "the node is stopping");
        calls.forEach(call -> call.answer.tryFail(unavailable(reason)));
        calls.clear();
    }

    private void change(State next, String why) {
        boolean told = next != State.CONNECTING && (state == State.UP || next == State.UP || !why.equals(reason));
        state = next;
        reason = why;
        up = next == State.UP;
        if (told) {
            LOG.atInfo()
                    .addKeyValue("state", next.toString())
                    .addKeyValue("reason", why)
                    .log("the connection to Redis changed");
            listener.changed(this, new RedisLink.LinkState(up, why));
        }
    }

    private static RuntimeException unavailable(String why) {
        return Problem.UNAVAILABLE.because("Redis is unavailable: " + why).asException();
    }
}
