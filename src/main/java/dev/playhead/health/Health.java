package dev.playhead.health;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Holds the states of the node's dependencies; the node is ready while all of them are up. Any thread. */
public final class Health {
    private static final Logger log = LoggerFactory.getLogger(Health.class);

    private final InstantSource clock;
    private final Map<String, Dependency> dependencies = new TreeMap<>();

    /** @param names of all dependencies; each is down until its first report */
    private volatile boolean stopping;

    public Health(InstantSource clock, Collection<String> names) {
        this.clock = clock;
        names.forEach(name -> dependencies.put(name, new Dependency(name, false, "starting", clock.instant())));
    }

    public void up(String name) {
        up(name, "");
    }

    /** @param advice the recommended change of the serving dependency; empty without one */
    public void up(String name, String advice) {
        tell(name, true, advice.isEmpty() ? "up" : "up, but " + advice);
    }

    /** @param reason in words, for people */
    public void down(String name, String reason) {
        tell(name, false, reason);
    }

    /** @param reason the reason for down, or the advice for up */
    public void set(String name, boolean up, String reason) {
        if (up) {
            up(name, reason);
        } else {
            down(name, reason);
        }
    }

    /** Blocks until all of these are up, and no longer than the patience: {@link #ready()} then says so. */
    public synchronized void awaitUp(Collection<String> names, Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        long left = patience.toNanos();
        while (left > 0 && !names.stream().allMatch(this::isUp)) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = until - System.nanoTime();
        }
    }

    /** The node stops in order: from now on nothing that goes is a warning. */
    public void stopping(String name) {
        stopping = true;
        down(name, "the node is stopping");
    }

    public synchronized boolean ready() {
        return dependencies.values().stream().allMatch(Dependency::up);
    }

    public synchronized boolean isUp(String name) {
        return known(name).up();
    }

    /** Returns all dependencies by name. */
    public synchronized List<Dependency> dependencies() {
        return List.copyOf(dependencies.values());
    }

    private void tell(String name, boolean up, String reason) {
        Dependency before;
        boolean wasReady;
        boolean isReady;
        synchronized (this) {
            wasReady = ready();
            before = known(name);
            dependencies.put(
                    name, new Dependency(name, up, reason, before.up() == up ? before.since() : clock.instant()));
            isReady = ready();
            notifyAll();
        }
        Level loss = stopping ? Level.INFO : Level.WARN;
        if (before.up() != up) {
            tell(up ? Level.INFO : loss, name, reason, up ? "dependency available" : "dependency unavailable");
        }
        if (wasReady != isReady) {
            tell(isReady ? Level.INFO : loss, name, reason, isReady ? "node ready" : "node not ready");
        }
    }

    private static void tell(Level level, String dependency, String reason, String what) {
        log.atLevel(level)
                .addKeyValue("dependency", dependency)
                .addKeyValue("reason", reason)
                .log(what);
    }

    private Dependency known(String name) {
        Dependency dependency = dependencies.get(name);
        if (dependency == null) {
            throw new IllegalArgumentException(name + " is not one of " + dependencies.keySet());
        }
        return dependency;
    }

    /** Holds the state of a dependency: up or down, the reason, and the begin. */
    public record Dependency(String name, boolean up, String reason, Instant since) {
        public static final String KAFKA = "kafka";
        public static final String REDIS = "redis";
        public static final String EDGES = "edges";
        public static final String REPLAYS = "replays";

        /** The dependency on appends: they must end in time while Kafka answers. */
        public static final String APPENDS = "appends";

        /** The names of everything that a node depends on. */
        public static final List<String> ALL = List.of(KAFKA, REDIS, EDGES, REPLAYS, APPENDS);
    }
}
