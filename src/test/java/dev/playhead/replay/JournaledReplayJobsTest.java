package dev.playhead.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.testing.MemoryJournal;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JournaledReplayJobsTest extends ReplayJobsContract {
    private final MemoryJournal journal = new MemoryJournal();

    @Override
    protected ReplayJobs open() {
        return new JournaledReplayJobs(journal);
    }

    @Test
    void shouldKeepTheHighestEpochWhenTheJournalHasOlderOnes() {
        ReplayJob made = SampleJobs.made("r-1", 1);
        ReplayJob started = made.start(2, 0);
        ReplayJobs jobs = open();
        done(journal.put("r-1", ReplayCodec.encode(started)));
        done(journal.put("r-1", ReplayCodec.encode(made)));
        done(journal.put("r-2", "no job"));

        assertThat(done(jobs.list())).containsExactly(started);
    }

    @Test
    void shouldFailAndChangeNothingWhenTheJournalIsAway() {
        ReplayJobs jobs = open();
        journal.available(false);
        assertThat(jobs.put(SampleJobs.made("r-1", 1)).failed()).isTrue();
        assertThat(jobs.list().failed()).isTrue();

        journal.available(true);

        assertThat(done(jobs.list())).isEmpty();
        assertThat(done(journal.load())).isEqualTo(Map.of());
    }
}
