package dev.playhead.group.partition;

import dev.playhead.event.Partition;
import dev.playhead.event.Refusal;
import dev.playhead.stream.Batch;
import dev.playhead.stream.BatchBudget;
import dev.playhead.stream.Gap;
import dev.playhead.stream.TurnTime;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The connection of one served partition: it takes every event, writes cursors to the store, and fails the test on a fault. */
final class OwnerHost implements PartitionHost {
    /** The clock stands before its end. */
    static final TurnTime TIME = new TurnTime(Duration.ofMillis(5), () -> -1);

    final List<Gap> gaps = new ArrayList<>();
    private final GroupWorld world;
    private @Nullable ServedPartition served;

    OwnerHost(GroupWorld world) {
        this.world = world;
    }

    ServedPartition serve(ConnectionContext connection, Loading.Loaded loaded) {
        ServedPartition made = new ServedPartition(this, world.sentEvents, connection, loaded);
        served = made;
        return made;
    }

    /** The offsets of one batch, which takes so many turns of the event loop. */
    List<Long> gather(ServedPartition from, int events, int turns) {
        Batch batch = new Batch();
        BatchBudget budget = GroupWorld.budget(events);
        for (int turn = 0; turn < turns; turn++) {
            from.pump(TIME);
            from.gather(batch, budget);
            world.loop.run();
        }
        return new ArrayList<>(GroupWorld.offsets(batch));
    }

    @Override
    public void wake() {}

    @Override
    public boolean isDue(long recorded, long now) {
        return true;
    }

    @Override
    public void gap(Gap gap) {
        gaps.add(gap);
    }

    @Override
    public void failed(Refusal refusal) {
        throw new AssertionError(refusal);
    }

    @Override
    public void troubled(Partition partition, Refusal refusal) {
        throw new AssertionError(refusal);
    }

    @Override
    public Future<Void> write(Partition partition) {
        ServedPartition writes = served;
        return writes == null
                ? Future.failedFuture("not served")
                : world.connection.stores().cursors().put(List.of(writes.cursor(world.now)));
    }
}
