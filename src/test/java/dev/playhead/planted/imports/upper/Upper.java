package dev.playhead.planted.imports.upper;

import dev.playhead.planted.imports.lower.Lower;

/** Planted: imports a lower package. */
record Upper(Lower lower) {}
