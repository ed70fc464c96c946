package dev.playhead.replay.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.testing.MemoryReplayJobs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Two who steer one job at once, each by what it saw last, over many seeds; {@code -Dseed=} runs one again. */
final class ReplayJobPropertyTest {
    private static final int SEEDS = 12_000;
    private static final List<String> TARGETS = List.of("billing", "search", "audit");

    @Test
    void shouldHoldItsInvariantsWhenTwoActorsSteerIt() {
        Long one = Long.getLong("seed");
        if (one != null) {
            run(one);
            return;
        }
        for (long seed = 0; seed < SEEDS; seed++) {
            try {
                run(seed);
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("seed " + seed, failure);
            }
        }
    }

    private static void run(long seed) {
        Random random = new Random(seed);
        MemoryReplayJobs store = new MemoryReplayJobs();
        long now = 1_000_000;
        ReplayJob made = ReplayJob.made(
                "r-1",
                now,
                "",
                SampleJobs.request(
                        pace(random), TARGETS.subList(0, 1 + random.nextInt(3)).toArray(String[]::new)),
                new ReplayJob.Range(
                        List.of(new ReplayJob.Extent("orders", "T", 0, 0, 10, 0)), Long.MIN_VALUE, Long.MAX_VALUE));
        assertThat(store.put(made).result()).isTrue();
        List<ReplayJob> seen = new ArrayList<>(List.of(made, made));
        for (int step = 0; step < 25; step++) {
            now += random.nextInt(1000);
            int actor = random.nextInt(2);
            ReplayJob truth = store.find("r-1").result().orElseThrow();
            if (random.nextInt(3) > 0) {
                seen.set(actor, truth);
            }
            ReplayJob before = seen.get(actor);
            Optional<ReplayJob> after = change(random, before, now);
            if (after.isEmpty()) {
                continue;
            }
            boolean first = store.put(after.get()).result();
            assertThat(first).as("a change of what was seen last").isEqualTo(before.epoch() == truth.epoch());
            check(before, after.get(), now);
            assertThat(store.find("r-1").result()).contains(first ? after.get() : truth);
        }
    }

    private static Optional<ReplayJob> change(Random random, ReplayJob job, long now) {
        String target = TARGETS.get(random.nextInt(TARGETS.size()));
        try {
            return switch (random.nextInt(9)) {
                case 0 -> Optional.of(job.start(now, random.nextInt(500)));
                case 1 -> Optional.of(job.pause(now));
                case 2, 3 -> Optional.of(job.resume(now));
                case 4 -> random.nextInt(6) == 0 ? Optional.of(job.cancel(now)) : Optional.empty();
                case 5 -> Optional.of(job.pace(pace(random), now, random.nextInt(500)));
                case 6 -> job.failed(target, ReplayJob.ABANDONED, now);
                default -> job.settled(target, Counts.NONE, random.nextInt(4) == 0 ? "deleted" : "", now);
            };
        } catch (RefusedException refused) {
            assertThat(refused.refusal().problem()).isEqualTo(Problem.REPLAY_STATE);
            assertThat(refused.refusal().detail()).contains(job.state().word());
            return Optional.empty();
        }
    }

    private static void check(ReplayJob before, ReplayJob after, long now) {
        assertThat(after.epoch()).isEqualTo(before.epoch() + 1);
        assertThat(after.life().changed()).isEqualTo(now);
        if (after.state() != before.state()) {
            assertThat(after.state().follows(before.state())).isTrue();
        }
        assertThat(before.state() == ReplayState.COMPLETED || before.state() == ReplayState.CANCELLED)
                .as("after the end nothing changes")
                .isFalse();
        boolean allSettled = after.targets().stream().allMatch(each -> each.state() == ReplayTarget.State.COMPLETED);
        assertThat(after.state() == ReplayState.COMPLETED)
                .as("completed if and only if all are settled")
                .isEqualTo(allSettled);
        if (after.state() == ReplayState.FAILED) {
            assertThat(after.targets())
                    .noneMatch(each -> each.state() == ReplayTarget.State.RUNNING)
                    .anyMatch(each -> each.state() == ReplayTarget.State.FAILED);
            assertThat(after.life().reason()).isNotEmpty();
        }
        for (int index = 0; index < before.targets().size(); index++) {
            ReplayTarget target = before.targets().get(index);
            if (target.state() == ReplayTarget.State.COMPLETED) {
                assertThat(after.targets().get(index)).isEqualTo(target);
            }
        }
        checkTimeline(before, after, now);
        assertThat(ReplayCodec.decode(ReplayCodec.encode(after))).isEqualTo(after);
    }

    /** Where a timeline is does not jump: neither by a pause, however long, nor by another factor. */
    private static void checkTimeline(ReplayJob before, ReplayJob after, long now) {
        if (before.request().pace() instanceof Pace.Timeline old
                && after.request().pace() instanceof Pace.Timeline
                && before.state() != ReplayState.PENDING) {
            long was = before.state() == ReplayState.RUNNING
                    ? before.anchor().movedTo(now, old.factor()).recorded()
                    : before.anchor().recorded();
            ReplayJob.Anchor is = after.anchor();
            double factor = ((Pace.Timeline) after.request().pace()).factor();
            long here = after.state() == ReplayState.RUNNING
                    ? is.movedTo(now, factor).recorded()
                    : is.recorded();
            assertThat(here).isEqualTo(was);
        }
    }

    private static Pace pace(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> new Pace.Full();
            case 1 -> new Pace.EventsPerSecond(1 + random.nextInt(10_000));
            case 2 -> new Pace.BytesPerSecond(0.5 + random.nextInt(10_000));
            default -> new Pace.Timeline(0.25 * (1 + random.nextInt(16)));
        };
    }
}
