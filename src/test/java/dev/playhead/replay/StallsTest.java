package dev.playhead.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.replay.job.Counts;
import dev.playhead.replay.job.Pace;
import dev.playhead.replay.job.Progress;
import dev.playhead.replay.job.ReplayJob;
import dev.playhead.replay.job.SampleJobs;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StallsTest {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final Stalls stalls = new Stalls(Duration.ofMinutes(1));

    @Test
    void shouldTellATargetWhenItHasNotMovedForAWhile() {
        ReplayJob job = job(new Pace.Full());
        stalls.look(job, progress(7, 1), 0);
        assertThat(stalls.count()).isZero();

        stalls.look(job, progress(7, 1), MINUTE);
        assertThat(stalls.count()).isOne();

        stalls.look(job, progress(8, 1), 2 * MINUTE);
        assertThat(stalls.count()).isZero();
    }

    @Test
    void shouldNotTellATargetWhenNothingIsExpectedOfIt() {
        for (long minute = 0; minute < 5; minute++) {
            stalls.look(job(new Pace.Full()), progress(7, 0), minute * MINUTE);
            stalls.look(job(new Pace.Timeline(2)), progress(7, 1), minute * MINUTE);
        }

        assertThat(stalls.count()).isZero();
    }

    @Test
    void shouldNotTellATargetWhenItsPaceIsSlowerThanThat() {
        for (long minute = 0; minute < 5; minute++) {
            stalls.look(job(new Pace.EventsPerSecond(0.9 / 60)), progress(7, 1), minute * MINUTE);
        }
        assertThat(stalls.count()).isZero();

        for (long minute = 0; minute < 5; minute++) {
            stalls.look(job(new Pace.EventsPerSecond(1.1 / 60)), progress(7, 1), minute * MINUTE);
        }
        assertThat(stalls.count()).isOne();
    }

    @Test
    void shouldForgetATargetWhenItIsLookedAfterElsewhere() {
        ReplayJob job = job(new Pace.Full());
        stalls.look(job, progress(7, 1), 0);
        stalls.look(job, progress(7, 1), MINUTE);

        stalls.keep(target -> false);

        assertThat(stalls.count()).isZero();
    }

    private static ReplayJob job(Pace pace) {
        return ReplayJob.made(
                "r-1",
                0,
                "",
                SampleJobs.request(pace, "billing"),
                new ReplayJob.Range(
                        List.of(new ReplayJob.Extent("orders", "T", 0, 0, 10, 0)), Long.MIN_VALUE, Long.MAX_VALUE));
    }

    private static Progress progress(long scanned, int connections) {
        Counts counts = new Counts(scanned, 0, 0, 0, 0, 0, 0, 0);
        return new Progress("billing", counts, 0, 3, 0, connections, false, new Progress.Place("", List.of()));
    }
}
