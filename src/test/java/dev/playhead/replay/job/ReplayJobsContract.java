package dev.playhead.replay.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.testing.Eventually;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store of jobs keeps; each test has jobs of its own names. */
public abstract class ReplayJobsContract {
    private static final long NOW = 1_700_000_000_000L;

    /** The store as one node has it; asked again, another node's, where there can be two. */
    protected abstract ReplayJobs open();

    @Test
    void shouldBeThereForAllWhenMade() {
        ReplayJobs jobs = open();
        ReplayJob job = SampleJobs.made("r-made", NOW);

        assertThat(done(jobs.put(job))).isTrue();

        assertThat(done(jobs.find("r-made"))).contains(job);
        assertThat(done(open().find("r-made"))).contains(job);
        assertThat(done(open().list())).contains(job);
        assertThat(done(jobs.find("r-absent"))).isEmpty();
    }

    @Test
    void shouldRefuseWhenAnotherWasFirst() {
        ReplayJobs jobs = open();
        ReplayJob made = SampleJobs.made("r-first", NOW);
        assertThat(done(jobs.put(made.start(NOW, 0)))).isFalse();
        assertThat(done(jobs.put(made))).isTrue();
        assertThat(done(jobs.put(made))).isFalse();
        ReplayJob started = made.start(NOW + 1, 0);

        assertThat(done(jobs.put(started))).isTrue();

        assertThat(done(jobs.put(made.cancel(NOW + 2)))).isFalse();
        assertThat(done(open().put(made.cancel(NOW + 2)))).isFalse();
        assertThat(done(jobs.find("r-first"))).contains(started);
    }

    @Test
    void shouldLetOneWinWhenManyChangeAtOnce() {
        ReplayJobs jobs = open();
        ReplayJob made = SampleJobs.made("r-many", NOW);
        done(jobs.put(made));

        List<Future<Boolean>> changes = IntStream.range(1, 20)
                .mapToObj(number -> jobs.put(made.start(NOW + number, number)))
                .toList();

        assertThat(changes.stream().filter(ReplayJobsContract::done).count()).isEqualTo(1);
        ReplayJob won = done(jobs.find("r-many")).orElseThrow();
        assertThat(done(changes.get((int) (won.anchor().recorded() - 1)))).isTrue();
        assertThat(won.epoch()).isEqualTo(2);
    }

    @Test
    void shouldBeGoneForAllWhenRemoved() {
        ReplayJobs jobs = open();
        ReplayJob made = SampleJobs.made("r-gone", NOW);
        done(jobs.put(made));
        ReplayJob ended = made.cancel(NOW);
        done(jobs.put(ended));
        assertThat(done(jobs.remove(made))).isFalse();

        assertThat(done(jobs.remove(ended))).isTrue();

        assertThat(done(jobs.remove(ended))).isFalse();
        assertThat(done(open().find("r-gone"))).isEmpty();
        assertThat(done(jobs.put(made))).isTrue();
    }

    @Test
    void shouldTellEveryNodeInOrderWhenChanged() throws Exception {
        ReplayJobs here = open();
        ReplayJobs there = open();
        List<Optional<ReplayJob>> told = new CopyOnWriteArrayList<>();
        Runnable end = here.watch((id, now) -> {
            if (id.equals("r-watched")) {
                told.add(now);
            }
        });
        ReplayJob made = SampleJobs.made("r-watched", NOW);
        ReplayJob started = made.start(NOW, 0);
        ReplayJob cancelled = started.cancel(NOW);
        List<Optional<ReplayJob>> all = new ArrayList<>(
                List.of(Optional.of(made), Optional.of(started), Optional.of(cancelled), Optional.empty()));

        done(there.put(made));
        done(there.put(started));
        done(there.put(cancelled));
        done(there.remove(cancelled));

        Eventually.eventually("all is told", () -> told.equals(all));
        end.run();
        done(there.put(made));
        assertThat(told).isEqualTo(all);
    }

    protected static <T> T done(Future<T> future) {
        try {
            return future.await(30, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }
}
