package dev.playhead.load.simulation;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The system properties that simulations take: each with its value in a usual run and in a short one, and its meaning. */
enum Knob {
    URL("playhead.url", "", "", "The node, as `http://localhost:8080`; none: one is started and stopped"),
    TOKEN("playhead.token", "", "", "Bearer token for a node that asks for one"),
    JAR("playhead.jar", "../target/playhead.jar", "", "The jar of the node that is started, seen from `loadtest/`"),
    SHORT("playhead.short", "false", "", "Whether to take the short values of this table"),
    RATE("playhead.rate", "500", "100", "Events a second, all producers together"),
    SECONDS("playhead.seconds", "60", "3", "How long producers send"),
    WARM_UP("playhead.warmUp", "10", "1", "How long one producer sends before, unmeasured"),
    BATCH("playhead.batch", "50", "10", "Events of one request where batches are sent"),
    DUPLICATES(
            "playhead.duplicates",
            "0.2",
            "0.2",
            "Share of what is sent that has been sent before, where that is asked"),
    FEED("playhead.feed", "orders", "", "`orders`, made by a seed, or a file of events, a line each (`.gz` too)"),
    SEED("playhead.seed", "1", "", "Seed of the made orders"),
    BYTES("playhead.bytes", "256", "", "About how many bytes an order's event has"),
    PARTITIONS("playhead.partitions", "8", "4", "Partitions of the topic"),
    SUBSCRIBERS("playhead.subscribers", "200", "20", "Live subscribers"),
    CREDIT("playhead.credit", "500", "50", "Events that a subscriber or a member asks for at a time"),
    GROUPS("playhead.groups", "2", "2", "Groups"),
    MEMBERS(
            "playhead.members",
            "4",
            "2",
            "Connections of each group and of each target; at most as many as partitions"),
    TARGETS("playhead.targets", "2", "2", "Targets of a replay"),
    PEAK("playhead.peak", "10", "4", "How many times the rate a spike is"),
    STEP("playhead.step", "500", "100", "Events a second that each level of a ramp adds"),
    LEVELS("playhead.levels", "20", "2", "Levels of a ramp at most; each takes `playhead.seconds` / levels"),
    P99("playhead.p99", "250", "15000", "Milliseconds within which 99 of 100 answers come"),
    LIVE_P99(
            "playhead.liveP99",
            "500",
            "20000",
            "Milliseconds within which 99 of 100 live deliveries come, from sending"),
    ERRORS("playhead.errors", "0.1", "1", "Percent of requests that may fail"),
    RECOVERY("playhead.recovery", "10", "20", "Seconds after a spike by which the bound must hold again"),
    DRAIN("playhead.drain", "60", "", "Seconds that consumers have after the last event was sent"),
    EVENTS("playhead.events", "2000000", "100000", "Most events of a run; the books take about 40 bytes for each");

    private final String key;
    private final String usual;
    private final String brief;
    private final String meaning;

    Knob(String key, String usual, String brief, String meaning) {
        this.key = key;
        this.usual = usual;
        this.brief = brief;
        this.meaning = meaning;
    }

    String key() {
        return key;
    }

    String usual() {
        return usual;
    }

    /** In a short run; the usual value where it is empty. */
    String brief() {
        return brief.isEmpty() ? usual : brief;
    }

    /** All of them as the rows of a table. */
    static String table() {
        return Arrays.stream(values())
                .map(knob -> "| `%s` | %s | %s | %s |\n"
                        .formatted(knob.key, knob.usual, knob.brief, knob.meaning)
                        .replace("|  |", "| |")
                        .replace("|  |", "| |"))
                .collect(Collectors.joining());
    }
}
