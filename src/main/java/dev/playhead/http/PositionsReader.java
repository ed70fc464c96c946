package dev.playhead.http;

import dev.playhead.event.Fault;
import dev.playhead.event.Position;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Reads the list {@code positions} of a body: {@code [{"topic":"orders","partition":0,"offset":991}]}; stateless. */
final class PositionsReader {
    private PositionsReader() {}

    /** @param faults what is wrong is added here, with its place */
    static List<Position> read(JsonArray array, List<Fault> faults) {
        List<Position> positions = new ArrayList<>();
        for (int index = 0; index < array.size(); index++) {
            if (array.getValue(index) instanceof JsonObject object
                    && object.size() == 3
                    && object.getValue("topic") instanceof String topic
                    && object.getValue("partition") instanceof Integer partition
                    && object.getValue("offset") instanceof Number offset
                    && (offset instanceof Integer || offset instanceof Long)) {
                positions.add(new Position(topic, partition, offset.longValue()));
            } else {
                faults.add(Fault.at("/positions/" + index, "takes {\"topic\":…,\"partition\":…,\"offset\":…}"));
            }
        }
        return positions;
    }
}
