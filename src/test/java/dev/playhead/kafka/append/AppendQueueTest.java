package dev.playhead.kafka.append;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Event;
import dev.playhead.event.Partition;
import dev.playhead.event.Refusal;
import dev.playhead.log.Append;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AppendQueueTest {
    private static final Duration FOR_EVER = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void shouldWaitForNobodyWhenItComesAfterARest() throws Exception {
        AppendQueue queue = new AppendQueue(FOR_EVER);
        List<Append> appends = some(1);

        queue.add(appends);

        assertThat(queue.take(PATIENCE)).isSameAs(appends);
    }

    @Test
    void shouldGiveWhatIsThereWithoutAPauseWhenARoundHasBegun() throws Exception {
        AppendQueue queue = new AppendQueue(FOR_EVER);
        List<Append> first = some(1);
        List<Append> second = some(2);
        queue.add(first);
        queue.add(second);

        assertThat(queue.take(PATIENCE)).isSameAs(first);
        assertThat(queue.take(PATIENCE)).isSameAs(second);
    }

    @Test
    void shouldWaitForNobodyWhenEachComesAfterTheAnswerToTheOneBefore() throws Exception {
        AppendQueue queue = new AppendQueue(FOR_EVER);
        for (int round = 0; round < 100; round++) {
            List<Append> appends = some(1);
            queue.add(appends);
            assertThat(queue.take(PATIENCE)).isSameAs(appends);
        }
    }

    @Test
    void shouldGatherUntilThereIsEnoughWhenARoundOfSeveralHasJustBegun() throws Exception {
        AppendQueue queue = new AppendQueue(FOR_EVER);
        queue.add(some(2));
        queue.take(PATIENCE);
        AtomicReference<@Nullable List<? extends Append>> taken = new AtomicReference<>();
        Thread taker = new Thread(() -> {
            try {
                taken.set(queue.take(PATIENCE));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        taker.start();
        List<Append> few = some(255);
        queue.add(few);
        eventually("it gathers", () -> taker.getState() == Thread.State.TIMED_WAITING);
        assertThat(taken.get()).isNull();

        queue.add(some(1));

        taker.join(PATIENCE.toMillis());
        assertThat(taken.get()).isSameAs(few);
    }

    @Test
    void shouldGoOnWhenThePauseIsOver() throws Exception {
        AppendQueue queue = new AppendQueue(Duration.ofMillis(1));
        for (int round = 0; round < 100; round++) {
            List<Append> appends = some(2);
            queue.add(appends);
            assertThat(queue.take(PATIENCE)).isSameAs(appends);
        }
        assertThat(queue.take(Duration.ZERO)).isNull();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void shouldKeepTheOrderOfEachThreadWhenManyAdd() throws Exception {
        AppendQueue queue = new AppendQueue(Duration.ofNanos(50_000));
        int each = 2000;
        List<Thread> threads = IntStream.range(0, 4)
                .mapToObj(thread -> new Thread(() ->
                        IntStream.range(0, each).forEach(number -> queue.add(List.of(new Numbered(thread, number))))))
                .toList();
        threads.forEach(Thread::start);

        int[] next = new int[4];
        for (int count = 0; count < 4 * each; count++) {
            List<? extends Append> taken = queue.take(PATIENCE);
            assertThat(taken).isNotNull();
            Numbered one = (Numbered) taken.get(0);
            assertThat(one.number).isEqualTo(next[one.thread]++);
        }
        assertThat(next).containsOnly(each);
    }

    private static List<Append> some(int count) {
        List<Append> appends = new ArrayList<>();
        IntStream.range(0, count).forEach(number -> appends.add(new Numbered(0, number)));
        return appends;
    }

    private record Numbered(int thread, int number) implements Append {
        @Override
        public Event event() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Partition partition() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void stored(long offset, long recorded) {}

        @Override
        public void failed(Refusal refusal) {}
    }
}
