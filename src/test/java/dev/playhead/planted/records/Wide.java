package dev.playhead.planted.records;

/** Planted: a record of nine components. */
record Wide(int a, int b, int c, int d, int e, int f, int g, int h, int i) {}
