package dev.playhead.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Partition;
import dev.playhead.log.Block;
import dev.playhead.log.Read;
import dev.playhead.testing.MemoryLog;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BatchBudgetTest {
    private static final int SEEDS = 10_000;
    private static final int RECORDS = 20;
    private static final Block BLOCK = block();

    private static Block block() {
        MemoryLog log = new MemoryLog().blocksOf(RECORDS);
        Partition partition = log.topic("orders", 1).all().get(0);
        Random random = new Random(7);
        for (int id = 0; id < RECORDS; id++) {
            log.put(
                    partition,
                    "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/t\",\"type\":\""
                            + "t".repeat(1 + random.nextInt(200)) + "\"}");
        }
        return ((Read.Loaded) log.read(partition, 0).result()).block();
    }

    @Test
    void shouldFillAsManyAsOneByOneWouldFit() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            int events = 1 + random.nextInt(RECORDS);
            long ofBatch = random.nextInt(8_000);
            long ofCredit = random.nextInt(8_000);
            BatchBudget run = new BatchBudget(events, ofBatch, ofCredit);
            BatchBudget single = new BatchBudget(events, ofBatch, ofCredit);
            int at = 0;
            while (at < RECORDS && run.events() > 0) {
                int to = Math.min(RECORDS, at + 1 + random.nextInt(6));
                int reached = run.fill(BLOCK, at, to);
                int fits = at;
                while (fits < to && single.events() > 0 && single.takes(Batch.bytesOf(BLOCK, fits, fits + 1))) {
                    single.taken(Batch.bytesOf(BLOCK, fits, fits + 1));
                    fits++;
                }

                assertThat(reached).as("seed %d from %d to %d", seed, at, to).isEqualTo(fits);

                at = reached;
            }
            assertThat(run.isStarved()).as("seed %d", seed).isEqualTo(single.isStarved());
        }
    }

    @Test
    void shouldLetAnEventThatIsTooLargeForAnyBatchGoAlone() {
        long most = Batch.bytesOf(BLOCK, 0, 1) - 1;
        BatchBudget budget = new BatchBudget(10, most, Long.MAX_VALUE);

        assertThat(budget.fill(BLOCK, 0, RECORDS)).isEqualTo(1);
        assertThat(budget.events()).isZero();
        assertThat(budget.isStarved()).isFalse();
    }

    @Test
    void shouldStarveWhenTheCreditDoesNotAllowTheFirst() {
        long most = Batch.bytesOf(BLOCK, 0, 1) - 1;
        BatchBudget budget = new BatchBudget(10, Long.MAX_VALUE, most);

        assertThat(budget.fill(BLOCK, 0, RECORDS)).isZero();
        assertThat(budget.isStarved()).isTrue();
        assertThat(budget.events()).isZero();
    }

    @Test
    void shouldTakeNothingMoreWhenItIsClosed() {
        BatchBudget budget = new BatchBudget(10, Long.MAX_VALUE, Long.MAX_VALUE);
        budget.fill(BLOCK, 0, 2);

        assertThat(budget.events()).isEqualTo(8);

        budget.close();

        assertThat(budget.events()).isZero();
        assertThat(budget.fill(BLOCK, 2, 4)).isEqualTo(2);
    }
}
