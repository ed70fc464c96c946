package dev.playhead.planted.ledger;

import io.vertx.core.Future;

/** Planted: a pure package that needs Vert.x. */
record Impure(Future<String> future) {}
