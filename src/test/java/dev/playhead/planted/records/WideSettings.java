package dev.playhead.planted.records;

/** Planted: settings may have nine components. */
record WideSettings(int a, int b, int c, int d, int e, int f, int g, int h, int i) {}
