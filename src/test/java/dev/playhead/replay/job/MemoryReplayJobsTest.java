package dev.playhead.replay.job;

import dev.playhead.testing.MemoryReplayJobs;

final class MemoryReplayJobsTest extends ReplayJobsContract {
    private final MemoryReplayJobs jobs = new MemoryReplayJobs();

    @Override
    protected ReplayJobs open() {
        return jobs;
    }
}
