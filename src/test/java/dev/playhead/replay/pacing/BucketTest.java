package dev.playhead.replay.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BucketTest {
    private static final int SEEDS = 2000;

    private record Taking(long at, long amount) {}

    @Test
    void shouldNeverGiveMoreThanRateAndBoundWhenTakenFromAtAnyTime() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            double rate = Math.pow(10, random.nextDouble() * 6 - 1);
            double seconds = random.nextDouble();
            long now = random.nextInt(1000);
            Bucket bucket = new Bucket(rate, seconds, 1, now);
            List<Taking> takings = new ArrayList<>();
            long most = 0;
            for (int step = 0; step < 60; step++) {
                now += random.nextInt(200);
                long available = bucket.available(now);
                // Once in a while a single long event overdraws it
                long amount = available == 0 ? 0 : random.nextInt(8) == 0 ? available * 2 : available;
                bucket.take(amount, now);
                most = Math.max(most, amount);
                takings.add(new Taking(now, amount));
            }
            for (int from = 0; from < takings.size(); from++) {
                double sum = 0;
                for (int to = from; to < takings.size(); to++) {
                    sum += takings.get(to).amount();
                    double allowed =
                            rate * (takings.get(to).at() - takings.get(from).at()) / 1000 + bucket.bound() + most;
                    assertThat(sum).as("seed %d", seed).isLessThanOrEqualTo(allowed + 1e-3);
                }
            }
        }
    }

    @Test
    void shouldNeverStallWhenAskedAgainAtTheMomentThatItTells() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            double rate = Math.pow(10, random.nextDouble() * 7 - 1);
            long now = 0;
            Bucket bucket = new Bucket(rate, 0.1, 1, now);
            double taken = 0;
            for (int step = 0; step < 200; step++) {
                long available = bucket.available(now);
                bucket.take(available, now);
                taken += available;
                long next = bucket.availableAt(now);
                assertThat(next).as("seed %d", seed).isGreaterThanOrEqualTo(now);
                now = Math.max(next, now + 1);
                assertThat(bucket.available(now)).as("seed %d", seed).isPositive();
                if (random.nextInt(10) == 0) {
                    rate = Math.max(0.1, rate * (0.5 + random.nextDouble()));
                    bucket.rate(rate, now);
                }
            }
            assertThat(taken).as("seed %d", seed).isPositive();
        }
    }

    @Test
    void shouldKeepTheRateOverALongTimeWhenTakenFromAsItTells() {
        for (double rate : new double[] {0.5, 1, 7, 333, 5_000, 1e6}) {
            Bucket bucket = new Bucket(rate, 0.1, 1, 0);
            double taken = 0;
            long now = 0;
            while (now < 100_000) {
                long available = bucket.available(now);
                bucket.take(available, now);
                taken += available;
                now = Math.max(bucket.availableAt(now), now + 5);
            }
            assertThat(taken).isBetween(rate * 95, rate * 100 + bucket.bound() + 1);
        }
    }

    @Test
    void shouldNotFlowBackWhenTheClockIsSetBack() {
        Bucket bucket = new Bucket(1000, 0.1, 1, 10_000);
        bucket.take(bucket.available(10_100), 10_100);
        assertThat(bucket.available(5_000)).isZero();
        assertThat(bucket.available(10_150)).isEqualTo(50);
    }
}
