package dev.playhead.replay.target;

import dev.playhead.replay.job.Counts;
import io.vertx.core.Future;

/** Is told when targets are at their ends. Any thread. */
public interface TargetEnds {
    /**
     * All places of the target are at their ends, and written. Told again, or of a job that has ended, it changes nothing.
     *
     * @return succeeds once the job says so
     */
    Future<Void> settled(String job, String target, Counts counts);
}
