package dev.playhead.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Identity;
import dev.playhead.event.Partition;
import dev.playhead.ingest.DuplicateWindow.Change;
import dev.playhead.ingest.DuplicateWindow.End;
import dev.playhead.ingest.DuplicateWindow.Entry;
import dev.playhead.ingest.DuplicateWindow.Life;
import dev.playhead.log.EventLog;
import dev.playhead.log.Topic;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link DuplicateWindow} does; the windows of two nodes share one memory. */
public abstract class DuplicateWindowContract {
    protected static final Incarnation HERE = new Incarnation(0x1234_5678_9abc_def0L, 3);
    protected static final Incarnation THERE = new Incarnation(-7, 1);

    protected final Topic topic = new Topic("orders-" + UUID.randomUUID(), "made", 300, true, true);

    /** A window of that node with these settings, which shows that it lives. */
    protected abstract DuplicateWindow window(Incarnation node, WindowSettings settings);

    /** Ends the node of a window that {@link #window} gave, in order. */
    protected abstract void end(DuplicateWindow window);

    protected static WindowSettings settings(Duration duration, int maxIds) {
        return new WindowSettings(
                duration,
                maxIds,
                WindowSettings.OnOutage.APPEND,
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofSeconds(2),
                1000,
                100_000);
    }

    protected final DuplicateWindow window(Incarnation node) {
        return window(node, settings(Duration.ofMinutes(2), 2_000_000));
    }

    protected static <T> T get(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError("no end within 20 s", e);
        }
    }

    protected static Identity id(int number) {
        return Identity.of(
                "/contract".getBytes(StandardCharsets.UTF_8), ("e" + number).getBytes(StandardCharsets.UTF_8));
    }

    private static Mark held(Incarnation by) {
        return new Mark.Held(by, Mark.LARGEST_TAG, 299, new EventLog.End(1L << 40, 7));
    }

    @Test
    void shouldTakeTheClaimWhenNothingIsKnown() {
        DuplicateWindow window = window(HERE);

        List<Mark> before = get(window.claim(topic, List.of(new Entry(id(1), held(HERE)))));

        assertThat(before).containsExactly(Mark.FREE);
        assertThat(get(window.look(topic, List.of(id(1), id(2))))).containsExactly(held(HERE), Mark.FREE);
    }

    @Test
    void shouldTellTheHolderWhenAnotherNodeHasClaimed() {
        get(window(HERE).claim(topic, List.of(new Entry(id(1), held(HERE)))));

        List<Mark> before =
                get(window(THERE).claim(topic, List.of(new Entry(id(2), held(THERE)), new Entry(id(1), held(THERE)))));

        assertThat(before).containsExactly(Mark.FREE, held(HERE));
    }

    @Test
    void shouldTellThePositionWhenSettled() {
        DuplicateWindow window = window(HERE);
        Mark.Stored stored = new Mark.Stored(1, 0, Long.MAX_VALUE, 1_795_000_000_123L);
        get(window.claim(topic, List.of(new Entry(id(1), held(HERE)))));

        get(window.settle(topic, List.of(new End(id(1), null, stored))));

        assertThat(get(window.claim(topic, List.of(new Entry(id(1), held(HERE))))))
                .containsExactly(stored);
    }

    @Test
    void shouldTellThePositionWhenItsPageWasSettledInParts() {
        DuplicateWindow window = window(HERE);
        Mark.Held mark =
                new Mark.Held(HERE, 1, 3, new EventLog.End(17, 1), window.page(new Partition(topic.name(), 3), 3));
        get(window.claim(topic, List.of(new Entry(id(1), mark), new Entry(id(2), mark), new Entry(id(3), mark))));

        get(window.settle(topic, List.of(new End(id(1), mark, new Mark.Stored(1, 3, 20, 1)))));
        get(window.settle(topic, List.of(new End(id(3), mark, new Mark.Stored(1, 3, 22, 2)))));

        assertThat(get(window.look(topic, List.of(id(1), id(2), id(3)))))
                .containsExactly(new Mark.Stored(1, 3, 20, 1), mark, new Mark.Stored(1, 3, 22, 2));
        assertThat(get(window.replace(topic, List.of(new Change(id(1), mark, Mark.FREE)))))
                .containsExactly(false);
    }

    @Test
    void shouldLeaveTheMarkWhenAnotherHasTakenTheClaimOver() {
        DuplicateWindow window = window(HERE);
        Mark.Held mark =
                new Mark.Held(HERE, 1, 3, new EventLog.End(17, 1), window.page(new Partition(topic.name(), 3), 1));
        get(window.claim(topic, List.of(new Entry(id(1), mark))));
        get(window.replace(topic, List.of(new Change(id(1), mark, held(THERE)))));

        get(window.settle(topic, List.of(new End(id(1), mark, new Mark.Stored(1, 3, 20, 1)))));

        assertThat(get(window.look(topic, List.of(id(1))))).containsExactly(held(THERE));
    }

    @Test
    void shouldTellThePositionWhenItsGenerationWasClosedBeforeItWasSettled() {
        DuplicateWindow window = window(HERE, settings(Duration.ofMinutes(2), 1000));
        Mark.Held mark =
                new Mark.Held(HERE, 1, 3, new EventLog.End(17, 1), window.page(new Partition(topic.name(), 3), 1));
        get(window.claim(topic, List.of(new Entry(id(-1), mark))));
        List<Entry> others = IntStream.range(0, 501)
                .mapToObj(one -> new Entry(id(one), held(THERE)))
                .toList();
        get(window.claim(topic, others));

        get(window.settle(topic, List.of(new End(id(-1), mark, new Mark.Stored(1, 3, 20, 1)))));

        assertThat(get(window.look(topic, List.of(id(-1))))).containsExactly(new Mark.Stored(1, 3, 20, 1));
    }

    @Test
    void shouldTellTheMarkOfTheTopicBeforeWhenAnotherOfTheNameIsMade() {
        DuplicateWindow window = window(HERE);
        get(window.claim(topic, List.of(new Entry(id(1), held(HERE)))));
        Topic again = new Topic(topic.name(), "another", topic.partitions(), true, true);
        Topic other = new Topic(topic.name() + "-2", topic.id(), topic.partitions(), true, true);

        assertThat(get(window.look(again, List.of(id(1))))).containsExactly(held(HERE));
        assertThat(get(window.claim(again, List.of(new Entry(id(1), held(THERE))))))
                .containsExactly(held(HERE));
        assertThat(get(window.look(other, List.of(id(1))))).containsExactly(Mark.FREE);
    }

    @Test
    void shouldReplaceWhenTheExpectedStands() {
        DuplicateWindow window = window(HERE);
        Mark unknown = new Mark.Unknown(1, 7, EventLog.End.UNKNOWN);
        get(window.claim(topic, List.of(new Entry(id(1), held(HERE)), new Entry(id(2), held(HERE)))));

        List<Boolean> made = get(window.replace(
                topic,
                List.of(
                        new Change(id(1), held(THERE), unknown),
                        new Change(id(1), held(HERE), unknown),
                        new Change(id(1), held(HERE), Mark.FREE),
                        new Change(id(2), held(HERE), Mark.FREE),
                        new Change(id(3), Mark.FREE, unknown),
                        new Change(id(4), held(HERE), unknown))));

        assertThat(made).containsExactly(false, true, false, true, true, false);
        assertThat(get(window.look(topic, List.of(id(1), id(2), id(3), id(4)))))
                .containsExactly(unknown, Mark.FREE, unknown, Mark.FREE);
    }

    @Test
    void shouldAnswerInOrderWhenManyAreAsked() {
        DuplicateWindow window = window(HERE);
        List<End> odd = IntStream.range(0, 5000)
                .filter(number -> number % 3 == 0)
                .mapToObj(number -> new End(id(number), null, new Mark.Stored(1, number % 300, number, number)))
                .toList();
        get(window.settle(topic, odd));

        List<Mark> before = get(window.claim(
                topic,
                IntStream.range(0, 5000)
                        .mapToObj(number -> new Entry(
                                id(number), new Mark.Held(HERE, 1, number % 300, new EventLog.End(number, 1))))
                        .toList()));

        assertThat(before).hasSize(5000);
        for (int number = 0; number < 5000; number++) {
            Mark expected = number % 3 == 0 ? new Mark.Stored(1, number % 300, number, number) : Mark.FREE;
            assertThat(before.get(number)).isEqualTo(expected);
        }
        assertThat(get(window.look(topic, List.of(id(4999)))))
                .containsExactly(new Mark.Held(HERE, 1, 4999 % 300, new EventLog.End(4999, 1)));
    }

    @Test
    void shouldForgetTheOldestWhenThereAreTooMany() {
        DuplicateWindow window = window(HERE, settings(Duration.ofMinutes(2), 1000));
        for (int number = 0; number < 2000; number += 100) {
            get(window.claim(
                    topic,
                    IntStream.range(number, number + 100)
                            .mapToObj(one -> new Entry(id(one), held(HERE)))
                            .toList()));
        }

        List<Mark> known = get(window.look(
                topic, IntStream.range(0, 2000).mapToObj(one -> id(one)).toList()));

        assertThat(known.subList(0, 1000)).containsOnly(Mark.FREE);
        assertThat(known.subList(1500, 2000)).containsOnly(held(HERE));
    }

    @Test
    void shouldFindWhatTheGenerationBeforeHoldsWhenItIsReplaced() {
        DuplicateWindow window = window(HERE, settings(Duration.ofMinutes(2), 1000));
        get(window.claim(topic, List.of(new Entry(id(-1), held(HERE)))));
        get(window.claim(
                topic,
                IntStream.range(0, 500)
                        .mapToObj(one -> new Entry(id(one), held(HERE)))
                        .toList()));
        get(window.claim(topic, List.of(new Entry(id(1000), held(HERE)))));

        List<Boolean> made =
                get(window.replace(topic, List.of(new Change(id(-1), held(HERE), new Mark.Stored(1, 1, 2, 3)))));

        assertThat(made).containsExactly(true);
        assertThat(get(window.look(topic, List.of(id(-1), id(3), id(1000)))))
                .containsExactly(new Mark.Stored(1, 1, 2, 3), held(HERE), held(HERE));
    }

    @Test
    void shouldTellWhoLivesWhenAsked() {
        DuplicateWindow here = window(HERE);
        DuplicateWindow there = window(THERE);

        assertThat(get(here.life(THERE))).isEqualTo(Life.GOES_ON);
        assertThat(get(there.life(HERE))).isEqualTo(Life.GOES_ON);
        assertThat(get(there.life(new Incarnation(HERE.node(), HERE.start() - 1))))
                .isEqualTo(Life.ENDED);
        end(here);
        end(there);
    }
}
