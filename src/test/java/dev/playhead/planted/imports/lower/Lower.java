package dev.playhead.planted.imports.lower;

/** Planted: is imported. */
public record Lower() {}
