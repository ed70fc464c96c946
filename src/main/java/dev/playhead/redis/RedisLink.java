package dev.playhead.redis;

import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns this node's connections to Redis: one for each calling event loop, and a first one for all other threads and for
 * event loops without their own. Any thread; every Future ends within about {@code redis.timeout}, on the event loop of
 * the connection, and fails with {@code unavailable} while Redis is unavailable.
 */
public final class RedisLink {
    private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);

    private final Vertx vertx;
    private final RedisTarget target;
    private final RedisSettings settings;
    private final ConcurrentHashMap<Thread, RedisLine> lines = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<RedisLine, LinkState> states = new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<Consumer<LinkState>> listeners = new CopyOnWriteArrayList<>();
    private final RedisLine first;
    private volatile boolean closed;
    private volatile Runnable full = () -> {};

    // Guarded by listeners
    private LinkState told = new LinkState(false, "not connected yet");

    /** Makes a link without a connection; see {@link #open()}. */
    public RedisLink(Vertx vertx, String url, RedisSettings settings) {
        this(vertx, new RedisTarget(List.of(url), false), settings);
    }

    private RedisLink(Vertx vertx, RedisTarget target, RedisSettings settings) {
        this.vertx = vertx;
        this.target = target;
        this.settings = settings;
        this.first = new RedisLine(vertx, vertx.getOrCreateContext(), target, settings, this::changed);
    }

    /**
     * Returns a link to a Redis Cluster, not yet connected. Each of its connections is one to each node, and each call goes to
     * the node that has its keys, which must be in one slot.
     *
     * @param urls of some nodes, by which it finds the others
     */
    public static RedisLink toCluster(Vertx vertx, List<String> urls, RedisSettings settings) {
        return new RedisLink(vertx, new RedisTarget(urls, true), settings);
    }

    /** Returns whether the keys of a call must be in one slot. */
    public boolean isCluster() {
        return target.cluster();
    }

    /** Begins to connect, and goes on for as long as it takes; listeners hear of it. */
    public void open() {
        first.run(
                () -> {
                    lines.put(Thread.currentThread(), first);
                    first.open();
                },
                false);
    }

    /**
     * Reports the present state and every change, on any event loop, one at a time. The state is up only while every
     * connection is up.
     */
    public void onChange(Consumer<LinkState> listener) {
        synchronized (listeners) {
            listeners.add(listener);
            listener.accept(told);
        }
    }

    /** Sets the one listener that runs after each write that a full Redis refuses. */
    void onFull(Runnable listener) {
        full = listener;
    }

    private void changed(RedisLine line, LinkState state) {
        states.put(line, state);
        LinkState all = states.values().stream()
                .filter(one -> !one.up())
                .findFirst()
                .orElseGet(() -> states.getOrDefault(first, state));
        synchronized (listeners) {
            if (!all.equals(told)) {
                told = all;
                if (all.up() && !all.reason().isEmpty()) {
                    LOG.atWarn().addKeyValue("reason", all.reason()).log("the configuration of Redis risks data loss");
                }
                listeners.forEach(listener -> listener.accept(all));
            }
        }
    }

    /** Sends one command. Redis' own errors are failures of another kind than {@code unavailable}. */
    public Future<@Nullable Response> send(Request request) {
        return on((line, here) -> line.send(request));
    }

    /** Sends one command that always has an answer. Redis' own errors are {@code unavailable} as well. */
    public Future<Response> ask(Request request) {
        return answered(send(request));
    }

    /**
     * Runs the script with the keys and the arguments, each {@code byte[]}, text or number; the script always answers.
     * Errors of Redis are {@code unavailable} as well.
     */
    public Future<Response> ask(Script script, List<String> keys, List<Object> arguments) {
        return answered(on((line, here) -> line.send(request(Command.EVALSHA, script.sha(), keys, arguments))
                .recover(failure -> String.valueOf(failure.getMessage()).startsWith("NOSCRIPT")
                        ? line.send(request(Command.EVAL, script.text(), keys, arguments))
                        : Future.failedFuture(failure))));
    }

    private static Request request(Command command, String script, List<String> keys, List<Object> arguments) {
        List<Object> all = new ArrayList<>(2 + keys.size() + arguments.size());
        all.add(script);
        all.add(keys.size());
        all.addAll(keys);
        all.addAll(arguments);
        return Request.cmd(command, all.toArray());
    }

    /** Converts an answer. Errors of Redis (out of memory, read only, loading) are {@code unavailable} as well. */
    private Future<Response> answered(Future<@Nullable Response> answer) {
        return answer.<Response>map(Objects::requireNonNull)
                .recover(failure ->
                        Future.failedFuture(failure instanceof RefusedException ? failure : refused(failure)));
    }

    private Throwable refused(Throwable failure) {
        if (String.valueOf(failure.getMessage()).startsWith("OOM")) {
            full.run();
        }
        return Problem.UNAVAILABLE
                .because("Redis refuses: " + failure.getMessage())
                .asException();
    }

    private interface Use {
        Future<@Nullable Response> of(RedisLine line, boolean here);
    }

    private Future<@Nullable Response> on(Use use) {
        RedisLine own = own();
        if (own != null && (own.isUp() || !first.isUp())) {
            return use.of(own, true);
        }
        Promise<@Nullable Response> answer = Promise.promise();
        first.run(() -> use.of(first, false).onComplete(answer), false);
        return answer.future();
    }

    /** Returns the line of this event loop, and makes a missing one; null on any other thread. */
    private @Nullable RedisLine own() {
        Thread thread = Thread.currentThread();
        RedisLine line = lines.get(thread);
        if (line != null || !Context.isOnEventLoopThread() || closed) {
            return line;
        }
        RedisLine made = new RedisLine(vertx, vertx.getOrCreateContext(), target, settings, this::changed);
        lines.put(thread, made);
        made.open();
        return made;
    }

    /** Closes every connection; calls without an answer fail. */
    public Future<Void> close() {
        closed = true;
        Promise<Void> done = Promise.promise();
        List<RedisLine> open = List.copyOf(lines.values());
        if (open.isEmpty()) {
            done.complete();
        }
        AtomicInteger left = new AtomicInteger(open.size());
        open.forEach(line -> line.run(
                () -> {
                    line.close();
                    if (left.decrementAndGet() == 0) {
                        done.complete();
                    }
                },
                false));
        return done.future();
    }

    /**
     * Holds the state of the connection to Redis.
     *
     * @param reason the reason for down; or, while up, the advice for its settings, empty without any
     */
    public record LinkState(boolean up, String reason) {}
}
