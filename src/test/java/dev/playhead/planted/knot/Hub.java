package dev.playhead.planted.knot;

/** Planted: a knot of four classes. */
record Hub(Left left) {}
