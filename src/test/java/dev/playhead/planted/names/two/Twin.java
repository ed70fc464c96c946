package dev.playhead.planted.names.two;

/** Planted: shares its simple name. */
public record Twin() {}
