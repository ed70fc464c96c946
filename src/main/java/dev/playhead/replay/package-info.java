/**
 * Replays: jobs that deliver a bounded stretch of the log to chosen targets, filtered, ordered, paced, each event
 * confirmed once per target.
 *
 * <p>{@link dev.playhead.replay.job.ReplayJob} is what all nodes know of a job, a pure state machine whose every change is a
 * new epoch; {@link dev.playhead.replay.job.ReplayJobs} is where the jobs are kept, by compare-and-set. What is asked for is a
 * {@link dev.playhead.replay.job.ReplayRequest}. How far a target is belongs to no job: {@link
 * dev.playhead.replay.target.Targets} serves the targets and knows their progress. All change
 * jobs through {@link dev.playhead.replay.job.Steering}, which also takes the end of a target.
 *
 * <p>Everything here is for any thread, and Futures complete on any thread. It imports {@code group}, {@code delivery},
 * {@code log}, {@code codec}, {@code event}, {@code settings} and {@code metrics}.
 */
@NullMarked
package dev.playhead.replay;

import org.jspecify.annotations.NullMarked;
