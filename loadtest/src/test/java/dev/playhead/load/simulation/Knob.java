package dev.playhead.load.simulation;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The system properties that simulations take: each with its value in a usual run and in a short one, and its meaning. */
enum Knob {
    URL("playhead.url", "", "", "The node, as `http://localhost:8080`; without it the run starts and stops one"),
    TOKEN("playhead.token", "", "", "Bearer token for a node with tokens"),
    JAR("playhead.jar", "../target/playhead.jar", "", "The jar of the started node, relative to `loadtest/`"),
    SHORT("playhead.short", "false", "", "True takes the short values of this table"),
    RATE("playhead.rate", "500", "100", "Events a second, all producers together"),
    SECONDS("playhead.seconds", "60", "3", "Seconds in which producers send"),
    WARM_UP("playhead.warmUp", "10", "1", "Unmeasured seconds of one producer before them"),
    BATCH("playhead.batch", "50", "10", "Events of one request in simulations with batches"),
    DUPLICATES("playhead.duplicates", "0.2", "0.2", "Share of repeated events, in simulations with repeats"),
    FEED("playhead.feed", "orders", "", "`orders`, generated from a seed, or a file with one event a line (`.gz` too)"),
    SEED("playhead.seed", "1", "", "Seed of the generated orders"),
    BYTES("playhead.bytes", "256", "", "Approximate size of an order's event in bytes"),
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
    PEAK("playhead.peak", "10", "4", "Factor of the rate in a spike"),
    STEP("playhead.step", "500", "100", "Events a second that each level of a ramp adds"),
    LEVELS("playhead.levels", "20", "2", "Maximum number of levels of a ramp; each takes `playhead.seconds` / levels"),
    P99("playhead.p99", "250", "15000", "Maximum milliseconds to the answer, for 99 of 100 requests"),
    LIVE_P99(
            "playhead.liveP99",
            "500",
            "20000",
            "Maximum milliseconds from sending to live delivery, for 99 of 100 events"),
    ERRORS("playhead.errors", "0.1", "1", "Maximum percentage of failed requests"),
    RECOVERY("playhead.recovery", "10", "20", "Seconds after a spike until the limit must hold again"),
    DRAIN("playhead.drain", "60", "", "Seconds that consumers have after the last sent event"),
    EVENTS(
            "playhead.events",
            "2000000",
            "100000",
            "Maximum number of events of a run; the run's record takes about 40 bytes for each");

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
