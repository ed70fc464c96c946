package dev.playhead.load.books;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** What is right is found right over many seeds, and each fault that is planted is found. */
final class ReceivedTest {
    private static final int PARTITIONS = 3;
    private static final int EVENTS = 200;
    private static final int KEYS = 10;
    private static final Extent ALL = Extent.all(PARTITIONS);

    private final Books books = new Books("run", EVENTS + 1);
    private final List<Delivery> log = new ArrayList<>();

    /** All that a run of this seed has appended, as a subscriber would get it. */
    private void append(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] offsets = new long[PARTITIONS];
        for (int i = 0; i < EVENTS; i++) {
            int key = random.nextInt(KEYS);
            int partition = key % PARTITIONS;
            int number = books.enter("/s", "k" + key, 0);
            books.receipt(number, partition, offsets[partition], false);
            log.add(new Delivery("/s", books.id(number), partition, offsets[partition]++));
        }
    }

    private Received received(Received.Order order) {
        Received received = new Received("it", books, PARTITIONS, order);
        log.forEach(delivery -> received.delivered(delivery, 1000));
        return received;
    }

    @Test
    void shouldFindNothingWrongWhenAllCame() {
        for (long seed = 0; seed < 300; seed++) {
            ReceivedTest run = new ReceivedTest();
            run.append(seed);
            for (Received.Order order : Received.Order.values()) {
                assertThat(run.received(order).check(ALL, ALL).told())
                        .as("seed " + seed)
                        .isEmpty();
            }
            assertThat(run.books.faults().told()).as("seed " + seed).isEmpty();
        }
    }

    @Test
    void shouldNameTheMissingWhenOneIsLost() {
        for (long seed = 0; seed < 300; seed++) {
            ReceivedTest run = new ReceivedTest();
            run.append(seed);
            Delivery lost = run.log.remove(new SplittableRandom(seed).nextInt(EVENTS));

            assertThat(run.received(Received.Order.PARTITION).check(ALL, ALL).told())
                    .as("seed " + seed)
                    .singleElement()
                    .asString()
                    .contains("misses /s " + lost.id() + " ");
        }
    }

    @Test
    void shouldOweNothingWhenWhatIsMissingWasNotAcknowledged() {
        append(1);
        books.enter("/s", "unknown", 0);

        assertThat(received(Received.Order.PARTITION).check(ALL, ALL).told()).isEmpty();
    }

    @Test
    void shouldSayWhenTwoOfAPartitionAreSwapped() {
        for (long seed = 0; seed < 300; seed++) {
            ReceivedTest run = new ReceivedTest();
            run.append(seed);
            int at = new SplittableRandom(seed).nextInt(EVENTS);
            int other = run.nextOfPartition(at);
            if (other < EVENTS) {
                Collections.swap(run.log, at, other);
                assertThat(run.received(Received.Order.PARTITION)
                                .check(ALL, ALL)
                                .told())
                        .as("seed " + seed)
                        .isNotEmpty()
                        .allSatisfy(fault -> assertThat(fault).contains("of the same partition"));
            }
        }
    }

    private int nextOfPartition(int at) {
        int next = at + 1;
        while (next < EVENTS && log.get(next).partition() != log.get(at).partition()) {
            next++;
        }
        return next;
    }

    @Test
    void shouldSayWhenTwoOfAKeyAreSwappedAndNotWhenOnlyOfAPartition() {
        int first = books.enter("/s", "a", 0);
        int second = books.enter("/s", "b", 0);
        int third = books.enter("/s", "a", 0);
        Received received = new Received("it", books, PARTITIONS, Received.Order.KEY);
        received.delivered(new Delivery("/s", books.id(second), 0, 1), 0);
        received.delivered(new Delivery("/s", books.id(third), 0, 2), 0);
        assertThat(received.check(ALL, ALL).told()).isEmpty();

        received.delivered(new Delivery("/s", books.id(first), 0, 0), 0);

        assertThat(received.check(ALL, ALL).told()).singleElement().asString().contains("of the same key");
    }

    @Test
    void shouldSayWhenASubscriberGetsOneTwice() {
        append(1);
        log.add(log.get(EVENTS - 1));

        assertThat(received(Received.Order.PARTITION).check(ALL, ALL).told())
                .singleElement()
                .asString()
                .contains("twice");
        assertThat(received(Received.Order.KEY).check(ALL, ALL).told()).isEmpty();
    }

    @Test
    void shouldSayWhenWhatComesWasNeverSent() {
        append(1);
        log.add(new Delivery("/s", "run-" + EVENTS, 0, 5000));

        assertThat(received(Received.Order.PARTITION).check(ALL, ALL).told())
                .singleElement()
                .asString()
                .contains("never sent");
    }

    @Test
    void shouldSayWhenAnEventComesFromAnotherPosition() {
        append(1);
        Delivery moved = log.remove(EVENTS - 1);
        log.add(new Delivery(moved.source(), moved.id(), moved.partition(), moved.offset() + 100));

        received(Received.Order.PARTITION);

        assertThat(books.faults().told()).singleElement().asString().contains("and at");
    }

    @Test
    void shouldMeasureOnlyWhatIsSentAfterTheWarmUp() {
        append(1);
        books.measure();
        int number = books.enter("/s", "k1", 0);
        log.add(new Delivery("/s", books.id(number), 1, 5000));
        Histogram latencies = new Histogram(2);

        received(Received.Order.PARTITION).addLatenciesTo(latencies);

        assertThat(latencies.getTotalCount()).isEqualTo(1);
    }

    @Test
    void shouldSayWhenMoreComesThanTheExtentHas() {
        append(1);
        long[] ends = {10, 10, 10};
        Extent extent = new Extent(ends);

        assertThat(received(Received.Order.PARTITION).check(extent, extent).count())
                .isEqualTo(EVENTS - 30);
        log.removeIf(delivery -> delivery.offset() >= 10);
        assertThat(received(Received.Order.PARTITION).check(extent, extent).told())
                .isEmpty();
        assertThat(received(Received.Order.PARTITION).reached(extent)).isTrue();
        assertThat(received(Received.Order.PARTITION).reached(new Extent(new long[] {10, 11, 10})))
                .isFalse();
    }
}
