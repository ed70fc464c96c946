/**
 * Defines the ports of the log: append ({@link dev.playhead.log.EventLog}), read ({@link dev.playhead.log.LogReader}),
 * topics ({@link dev.playhead.log.Topics}) and journals. A {@link dev.playhead.log.Block} is the shared unit of
 * reading.
 *
 * <p>No type of Kafka appears here.
 */
@NullMarked
package dev.playhead.log;

import org.jspecify.annotations.NullMarked;
