package dev.playhead.load.simulation;

import dev.playhead.load.books.Confirming;

/** A group of the run: its name at the node, and what it got and confirmed. */
record Group(String name, Confirming confirming) {}
