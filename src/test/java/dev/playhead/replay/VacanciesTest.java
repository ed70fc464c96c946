package dev.playhead.replay;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.EventFilter;
import dev.playhead.event.Partition;
import dev.playhead.log.Bounds;
import dev.playhead.log.LogReader;
import dev.playhead.log.Read;
import dev.playhead.log.Topic;
import dev.playhead.replay.job.ReplayJob;
import dev.playhead.replay.job.SampleJobs;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class VacanciesTest {
    private static final ReplayJob JOB = SampleJobs.made("r-1", 1000);

    private final Vertx vertx = Vertx.vertx();
    private final Answers answers = new Answers();
    private final Vacancies vacancies =
            new Vacancies(vertx, answers, request -> EventFilter.ALL, System::nanoTime, SECONDS.toNanos(20));

    /** Answers every read alike. */
    private static final class Answers implements LogReader {
        private Read read = new Read.AtEnd(5);

        @Override
        public Future<Read> read(Partition partition, long offset) {
            return Future.succeededFuture(read);
        }

        @Override
        public Wait awaitBeyond(Partition partition, long offset, Runnable wake) {
            throw new AssertionError("nothing is waited for");
        }

        @Override
        public Future<List<Bounds>> bounds(Topic topic) {
            throw new AssertionError("the range is frozen");
        }

        @Override
        public Future<Boolean> showsAll(Partition partition) {
            throw new AssertionError("nobody died");
        }

        @Override
        public Future<List<Long>> firstAtOrAfter(Topic topic, long recorded) {
            throw new AssertionError("the range is frozen");
        }
    }

    @AfterEach
    void stop() {
        vertx.close();
    }

    @Test
    void shouldConcludeNothingFromWhatThisNodeHasNotSeenYet() throws Exception {
        assertThat(look()).isEqualTo(-1);
        answers.read = new Read.Lost(5, 3, "truncated");
        assertThat(look()).isEqualTo(-1);
        answers.read = new Read.Lost(5, 20, "retention");
        assertThat(look()).as("records looked at: all of the range was removed").isZero();
    }

    private long look() throws Exception {
        vacancies.begin(Set.of(JOB.id()));
        return vacancies.unwanted(JOB).toCompletionStage().toCompletableFuture().get(20, SECONDS);
    }
}
