package dev.playhead.replay;

import dev.playhead.replay.job.ReplayRequests;
import dev.playhead.replay.job.ReplaySettings;

/** All that is done with replays from outside their streams, for the edges; any thread. */
public record ReplayDoor(Replays replays, ReplayRequests requests, ReplaySettings settings) {}
