package dev.playhead.planted.cycle.first;

import dev.playhead.planted.cycle.second.Second;

/** Planted: the first half of a cycle between packages. */
public record First(Second second) {}
