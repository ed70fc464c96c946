/**
 * Defines a replay job: its request, its states, its codec, and the port of the map that all nodes share.
 *
 * <p>{@link dev.playhead.replay.job.ReplayJob} is a pure state machine. Each of its changes is a new epoch.
 * {@link dev.playhead.replay.job.ReplayJobs} keeps the jobs by compare-and-set. Any thread.
 */
@NullMarked
package dev.playhead.replay.job;

import org.jspecify.annotations.NullMarked;
