package dev.playhead.kafka.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Partition;
import dev.playhead.log.Block;
import dev.playhead.log.BlockBuilder;
import dev.playhead.log.Bounds;
import dev.playhead.log.Read;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The planning of reads, over random schedules of reads, loads, growth, eviction, retention and truncation. */
final class PartitionBlocksTest {
    private static final Partition PARTITION = new Partition("orders", 0);
    private static final int SEEDS = 10_000;

    @Test
    void shouldAnswerEveryReadAndNeverOverlapWhenLoadsEndInAnyOrder() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Schedule schedule = new Schedule(seed);
            try {
                schedule.run();
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("seed " + seed, failure);
            }
        }
    }

    @Test
    void shouldLoadOnceWhenManyReadTheSame() {
        PartitionBlocks blocks = new PartitionBlocks(PARTITION, settings(10));

        List<Load> loads = new ArrayList<>();
        for (int reader = 0; reader < 100; reader++) {
            Load load = blocks.plan(new Load.Reading(5 + reader % 3, Promise.promise()), false)
                    .load();
            if (load != null) {
                loads.add(load);
            }
        }

        assertThat(loads).hasSize(1);
        assertThat(blocks.end(loads.get(0), new Load.Result.Made(block(5, 20), 20))
                        .answers())
                .hasSize(100);
    }

    @Test
    void shouldBeginAtTheEndOfTheBlockBelowWhenThatIsNear() {
        PartitionBlocks blocks = new PartitionBlocks(PARTITION, settings(10));
        load(blocks, 100, 120);

        Load near = plan(blocks, 130);
        Load far = plan(blocks, 200);

        assertThat(near.from()).isEqualTo(120);
        assertThat(far.from()).isEqualTo(200);
        assertThat(near.limit()).isEqualTo(200);
    }

    @Test
    void shouldEndAtTheNextBlockWhenOneIsThere() {
        PartitionBlocks blocks = new PartitionBlocks(PARTITION, settings(10));
        load(blocks, 100, 120);

        assertThat(plan(blocks, 50).limit()).isEqualTo(100);
    }

    @Test
    void shouldReadAheadWhenBlocksAreReadOneAfterTheOther() {
        PartitionBlocks blocks = new PartitionBlocks(PARTITION, settings(10));
        blocks.end(plan(blocks, 0), new Load.Result.Made(block(0, 20), 1000));
        blocks.end(plan(blocks, 20), new Load.Result.Made(block(20, 40), 1000));

        assertThat(blocks.find(0, 2).load()).isNull();
        Load ahead = blocks.find(20, 2).load();

        assertThat(ahead.from()).isEqualTo(40);
        assertThat(ahead.ahead()).isEqualTo(1);
        assertThat(blocks.find(20, 2).load()).isNull();
        blocks.end(ahead, new Load.Result.Made(block(40, 60), 1000));
        assertThat(blocks.ahead(60, ahead.ahead()).from()).isEqualTo(60);
        assertThat(blocks.ahead(1000, 1)).isNull();
    }

    @Test
    void shouldForgetWhatANewLeaderCutOffAndIgnoreALateWordOfTheOld() {
        PartitionBlocks blocks = new PartitionBlocks(PARTITION, settings(10));
        BlockBuilder first = new BlockBuilder(PARTITION, 0, 64);
        first.add(9, 1, 3, null, new byte[] {'{', '}'}, new RecordIntake());
        blocks.end(plan(blocks, 0), new Load.Result.Made(first.build(10), 10));

        assertThat(blocks.observe(bounds(0, 5, 3)).gone()).isEmpty();
        assertThat(blocks.observe(bounds(0, 5, 4)).gone()).hasSize(1);
        assertThat(blocks.find(9, 0).read()).isNull();
    }

    @Test
    void shouldWakeAtOnceWhenTheEndHasPassedBeforeTheWait() {
        PartitionBlocks blocks = new PartitionBlocks(PARTITION, settings(10));
        PartitionBlocks.Waiter first = new PartitionBlocks.Waiter(5, () -> {});

        assertThat(blocks.await(first)).isEqualTo(PartitionBlocks.Waiting.FOLLOW);
        assertThat(blocks.await(new PartitionBlocks.Waiter(7, () -> {}))).isEqualTo(PartitionBlocks.Waiting.WAITS);
        assertThat(blocks.begin(bounds(0, 5, -1)).woken()).isEmpty();
        assertThat(blocks.append(block(5, 6), 1 << 20).woken()).containsExactly(first);
        assertThat(blocks.await(new PartitionBlocks.Waiter(5, () -> {}))).isEqualTo(PartitionBlocks.Waiting.PASSED);
        assertThat(blocks.find(6, 0).read()).isEqualTo(new Read.AtEnd(6));
    }

    @Test
    void shouldKeepTheTailInTheCacheWhenNobodyWantsItAnyMore() {
        PartitionBlocks blocks = new PartitionBlocks(PARTITION, settings(10));
        PartitionBlocks.Waiter waiter = new PartitionBlocks.Waiter(5, () -> {});
        blocks.await(waiter);
        blocks.begin(bounds(0, 5, -1));
        blocks.append(block(5, 6), 1 << 20);

        assertThat(blocks.endIfIdle(Duration.ofHours(1).toNanos())).isNull();
        assertThat(blocks.endIfIdle(0).kept()).hasSize(1);
        assertThat(blocks.find(5, 0).read()).isInstanceOf(Read.Loaded.class);
        assertThat(blocks.await(new PartitionBlocks.Waiter(9, () -> {}))).isEqualTo(PartitionBlocks.Waiting.FOLLOW);
    }

    private static Load plan(PartitionBlocks blocks, long offset) {
        return blocks.plan(new Load.Reading(offset, Promise.promise()), false).load();
    }

    private static void load(PartitionBlocks blocks, long from, long to) {
        blocks.end(plan(blocks, from), new Load.Result.Made(block(from, to), to));
    }

    private static Block block(long from, long to) {
        return new BlockBuilder(PARTITION, from, 16).build(to);
    }

    private static ReaderSettings settings(int near) {
        return new ReaderSettings(
                1 << 20, 1 << 14, 1 << 20, Duration.ofSeconds(30), 2, 100, 1024, 1024, 2, near, Duration.ofSeconds(1));
    }

    /** One random schedule over a model of the log that has only a start and an end. */
    private static final class Schedule {
        private final Random random;
        private final PartitionBlocks blocks;
        private final TreeMap<Long, Block> kept = new TreeMap<>();
        private final List<Load> loads = new ArrayList<>();
        private final List<Load.Reading> readings = new ArrayList<>();
        private int epoch;
        private long start;
        private long end;

        Schedule(long seed) {
            random = new Random(seed);
            blocks = new PartitionBlocks(PARTITION, settings(random.nextInt(30)));
            end = random.nextInt(200);
        }

        void run() {
            boolean followed = false;
            for (int step = 0; step < 80; step++) {
                switch (random.nextInt(12)) {
                    case 0, 1, 2, 3 -> read(start + random.nextInt((int) (end - start) + 3));
                    case 4, 5, 6, 7 -> endOne();
                    case 8 -> evict();
                    case 9 -> {
                        long before = end;
                        end += random.nextInt(20);
                        if (followed && end > before) {
                            keep(blocks.append(block(before, end), 3_000));
                        }
                    }
                    case 10 -> {
                        if (!followed && random.nextInt(3) == 0) {
                            followed = true;
                            blocks.await(new PartitionBlocks.Waiter(end, () -> {}));
                            blocks.begin(bounds(start, end, -1));
                        }
                    }
                    default -> {
                        if (random.nextInt(4) == 0) {
                            start += random.nextInt((int) (end - start) + 1);
                            blocks.observe(bounds(start, end, epoch)).gone().forEach(gone -> kept.remove(gone.base()));
                        } else if (!followed && random.nextInt(4) == 0) {
                            end -= random.nextInt((int) (end - start) + 1);
                            blocks.breakOff(end).gone().forEach(gone -> kept.remove(gone.base()));
                        }
                    }
                }
                checkDisjoint();
            }
            while (!loads.isEmpty()) {
                endOne();
                checkDisjoint();
            }
            for (Load.Reading reading : readings) {
                assertThat(reading.answer().future().succeeded())
                        .as("read at %s", reading.offset())
                        .isTrue();
            }
        }

        private void read(long offset) {
            PartitionBlocks.Found found = blocks.find(offset, random.nextInt(3));
            if (found.load() != null) {
                loads.add(found.load());
            }
            if (found.read() != null) {
                check(offset, found.read());
                return;
            }
            Load.Reading reading = new Load.Reading(offset, Promise.promise());
            readings.add(reading);
            plan(reading, false);
        }

        private void plan(Load.Reading reading, boolean exactly) {
            PartitionBlocks.Found found = blocks.plan(reading, exactly);
            if (found.read() != null) {
                check(reading.offset(), found.read());
                reading.answer().complete(found.read());
            } else if (found.load() != null) {
                assertThat(found.load().from()).isLessThanOrEqualTo(reading.offset());
                assertThat(found.load().limit()).isGreaterThan(reading.offset());
                loads.add(found.load());
            }
        }

        private void endOne() {
            if (loads.isEmpty()) {
                return;
            }
            Load load = loads.remove(random.nextInt(loads.size()));
            PartitionBlocks.Ended ended = blocks.end(load, outcome(load));
            if (ended.kept() != null) {
                kept.put(ended.kept().base(), ended.kept());
                Load ahead = blocks.ahead(ended.kept().next(), load.ahead());
                if (ahead != null) {
                    loads.add(ahead);
                }
            }
            ended.gone().forEach(gone -> kept.remove(gone.base()));
            ended.answers().forEach(answer -> {
                check(answer.reading().offset(), answer.read());
                answer.reading().answer().complete(answer.read());
            });
            ended.again().forEach(reading -> plan(reading, true));
        }

        private Load.Result outcome(Load load) {
            if (load.from() < start || load.from() > end) {
                return new Load.Result.Outside(start, end);
            }
            if (load.from() == end) {
                return new Load.Result.Nothing(end);
            }
            long next = Math.min(Math.min(load.limit(), end), load.from() + 1 + random.nextInt(40));
            return new Load.Result.Made(block(load.from(), next), end);
        }

        private void check(long offset, Read read) {
            if (read instanceof Read.Loaded loaded) {
                assertThat(offset)
                        .isBetween(loaded.block().base(), loaded.block().next() - 1);
            } else if (read instanceof Read.AtEnd atEnd) {
                assertThat(atEnd.end()).isEqualTo(offset);
            } else if (read instanceof Read.Lost lost) {
                assertThat(lost.from()).isEqualTo(offset);
                assertThat(lost.to()).isNotEqualTo(offset);
            }
        }

        private void keep(PartitionBlocks.Moved moved) {
            moved.kept().forEach(block -> kept.put(block.base(), block));
        }

        private void evict() {
            if (!kept.isEmpty() && random.nextBoolean()) {
                Block oldest = kept.pollFirstEntry().getValue();
                blocks.forget(oldest);
            }
        }

        private void checkDisjoint() {
            long last = -1;
            for (Block block : kept.values()) {
                assertThat(block.base()).isGreaterThanOrEqualTo(last);
                last = block.next();
                Read found = blocks.find(block.base(), 0).read();
                assertThat(found).isInstanceOf(Read.Loaded.class);
            }
        }
    }

    private static Bounds bounds(long start, long end, int leaderEpoch) {
        return new Bounds(PARTITION, start, end, leaderEpoch);
    }
}
