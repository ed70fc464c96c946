package dev.playhead.replay.pacing;

import dev.playhead.settings.Setting;
import java.time.Duration;

/** How replays make room for what is live. */
public record YieldSettings(
        @Setting(
                key = "replays.yield.factor",
                defaultValue = "1.15",
                least = "1.01",
                most = "1000",
                meaning = "The node's replays send less while appends take that many times as long as they do while no "
                        + "replay sends")
        double factor,

        @Setting(
                key = "replays.yield.silence",
                defaultValue = "5s",
                least = "1s",
                most = "1h",
                meaning = "How often replays fall silent for a fifth of a second, beside live appends, so that it is "
                        + "known how long those take without them")
        Duration silence,

        @Setting(
                key = "replays.yield.latency",
                defaultValue = "15ms",
                least = "1ms",
                most = "1h",
                meaning =
                        "They send less as well while an event loop is that late and somebody is live, or appends take "
                                + "that long and it is not known how long they take without them")
        Duration latency,

        @Setting(
                key = "replays.yield.start",
                defaultValue = "8MiB",
                least = "1KiB",
                meaning = "How many bytes a second the node's replays may send together when they begin beside live "
                        + "traffic; twice as much with every tenth of a second until it has it hard for the first time")
        int start,

        @Setting(
                key = "replays.yield.floor",
                defaultValue = "1MiB",
                least = "1KiB",
                meaning =
                        "How many bytes a second the node's replays may send together however hard live traffic has it")
        int floor,

        @Setting(
                key = "replays.yield.step",
                defaultValue = "128KiB",
                least = "1KiB",
                meaning = "By how many bytes a second they may send more with every tenth of a second in which live "
                        + "traffic goes well")
        int step) {}
