package dev.playhead.planted.cycle.second;

import dev.playhead.planted.cycle.first.First;
import java.util.List;

/** Planted: the second half of a cycle between packages. */
public record Second(List<First> firsts, First first) {}
