/**
 * Holds the shared parts of {@code kafka}: settings, failures, offsets, the watch on topics, the known ends.
 *
 * <p>Any thread.
 */
@NullMarked
package dev.playhead.kafka.client;

import org.jspecify.annotations.NullMarked;
