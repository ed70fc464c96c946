package dev.playhead.replay;

import dev.playhead.replay.job.ReplayJob;

/**
 * The answer to a request for a replay.
 *
 * @param made whether this request made the job; false where an earlier one with the same key had made it
 */
public record CreatedReplay(ReplayJob job, boolean made) {}
