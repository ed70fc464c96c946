package dev.playhead.planted.names.one;

/** Planted: shares its simple name. */
public record Twin() {}
