/**
 * The ports to the log: append ({@link dev.playhead.log.EventLog}), read ({@link dev.playhead.log.LogReader}), topics
 * ({@link dev.playhead.log.Topics}) and journals, and the {@link dev.playhead.log.Block}, the shared unit of reading.
 *
 * <p>Nothing of Kafka is seen here.
 */
@NullMarked
package dev.playhead.log;

import org.jspecify.annotations.NullMarked;
