package dev.playhead.group.partition;

import dev.playhead.event.Partition;
import dev.playhead.event.Position;
import dev.playhead.event.Refusal;
import dev.playhead.log.Topic;
import io.vertx.core.Future;
import java.util.function.Consumer;

/** Describes a served partition to its workers. Owned by the event loop of the connection. */
interface PartitionScope {
    ConnectionContext connection();

    Topic topic();

    Partition partition();

    GroupMeters.OfTopic meters();

    /** Goes on with the answer on the event loop, unless the partition is closed by then. */
    <T> void on(Future<T> asked, Consumer<T> answered, Consumer<Refusal> refused);

    default String group() {
        return connection().group();
    }

    default GroupStores stores() {
        return connection().stores();
    }

    /** Epoch milliseconds. */
    default long now() {
        return connection().clock().getAsLong();
    }

    default Position position(long offset) {
        return new Position(topic().name(), partition().index(), offset);
    }
}
