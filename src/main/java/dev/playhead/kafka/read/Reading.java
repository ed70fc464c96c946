package dev.playhead.kafka.read;

import dev.playhead.log.Read;
import io.vertx.core.Promise;

/** A read that waits for a load: where it reads, and what is told when the load has ended. */
record Reading(long offset, Promise<Read> answer) {}
