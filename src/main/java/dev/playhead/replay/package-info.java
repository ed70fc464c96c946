/**
 * Runs replays: jobs that deliver a bounded range of the log to chosen targets, filtered, ordered and paced. Each
 * target confirms each event once.
 *
 * <p>{@link dev.playhead.replay.Replays} creates, lists and reports replays. {@link dev.playhead.replay.Sweeper} ends
 * targets without a consumer and replays that are done. {@link dev.playhead.replay.job.ReplayJob} is a pure state
 * machine, and {@link dev.playhead.replay.job.Steering} makes each of its changes.
 * {@link dev.playhead.replay.job.ReplayJobs} is the port of the map that all nodes share.
 * {@link dev.playhead.replay.target.Targets} serves the targets and reports their progress.
 *
 * <p>Calls are for any thread, and Futures complete on any thread.
 */
@NullMarked
package dev.playhead.replay;

import org.jspecify.annotations.NullMarked;
