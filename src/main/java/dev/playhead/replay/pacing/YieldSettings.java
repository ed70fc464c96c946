package dev.playhead.replay.pacing;

import dev.playhead.settings.Setting;
import java.time.Duration;

/** Sets the signs of strain at which replays slow down, and their rates beside live traffic. */
public record YieldSettings(
        @Setting(
                key = "replays.yield.factor",
                defaultValue = "1.15",
                least = "1.01",
                most = "1000",
                meaning = "Growth of append latency at which replays slow down, relative to append latency without "
                        + "replays")
        double factor,

        @Setting(
                key = "replays.yield.silence",
                defaultValue = "5s",
                least = "1s",
                most = "1h",
                meaning = "Interval between replay pauses of 200 ms during live appends; in each pause the node "
                        + "measures the append latency without replays")
        Duration silence,

        @Setting(
                key = "replays.yield.latency",
                defaultValue = "15ms",
                least = "1ms",
                most = "1h",
                meaning = "Delay of an event loop during live traffic at which replays slow down; it also limits "
                        + "append latency until the first measurement without replays")
        Duration latency,

        @Setting(
                key = "replays.yield.start",
                defaultValue = "8MiB",
                least = "1KiB",
                meaning = "Initial rate of all replays of the node during live traffic, in bytes per second; it "
                        + "doubles every 100 ms until live traffic slows down")
        int start,

        @Setting(
                key = "replays.yield.floor",
                defaultValue = "1MiB",
                least = "1KiB",
                meaning = "Minimum rate of all replays of the node under any load, in bytes per second")
        int floor,

        @Setting(
                key = "replays.yield.step",
                defaultValue = "128KiB",
                least = "1KiB",
                meaning = "Increase of the replay rate per 100 ms of undisturbed live traffic, in bytes per second")
        int step) {}
