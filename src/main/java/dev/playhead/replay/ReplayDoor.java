package dev.playhead.replay;

/** All that is done with replays from outside their streams, for the edges; any thread. */
public record ReplayDoor(Replays replays, ReplayRequests requests, ReplaySettings settings) {}
