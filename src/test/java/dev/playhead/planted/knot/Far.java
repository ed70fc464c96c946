package dev.playhead.planted.knot;

/** Planted: part of a knot of four classes. */
record Far(Hub hub) {}
