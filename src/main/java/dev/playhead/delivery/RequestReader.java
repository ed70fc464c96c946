package dev.playhead.delivery;

import dev.playhead.codec.RequestFields;
import dev.playhead.delivery.request.RequestQuery;
import dev.playhead.delivery.request.Start;
import dev.playhead.delivery.request.StartReader;
import dev.playhead.delivery.request.Stop;
import dev.playhead.delivery.request.StopReader;
import dev.playhead.delivery.request.StreamRequest;
import dev.playhead.delivery.request.StreamRequest.Order;
import dev.playhead.event.EventFilter;
import dev.playhead.event.RefusedException;
import dev.playhead.filter.FilterCodec;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads requests for streams from the JSON of a frame, to which queries are brought first. Shared by threads. */
final class RequestReader {
    private static final Set<String> KNOWN =
            Set.of("op", "topics", "from", "to", "filter", "order", "credit", "batch", "group");

    private final DeliverySettings settings;
    private final FilterCodec filters;

    RequestReader(DeliverySettings settings, FilterCodec filters) {
        this.settings = settings;
        this.filters = filters;
    }

    /** Reads a {@code subscribe} frame; its faults are placed by pointers. */
    StreamRequest frame(JsonObject frame) {
        return read(frame, null);
    }

    /** Reads the object that {@link RequestQuery} made of a query; its faults name parameters. */
    StreamRequest query(JsonObject object, Iterable<Map.Entry<String, String>> parameters) {
        EventFilter filter = filters.query(parameters);
        try {
            JsonArray list = FilterCodec.list(parameters);
            return read(list.isEmpty() ? object : object.put("filter", list), filter);
        } catch (RefusedException refused) {
            throw RequestQuery.inQuery(refused);
        }
    }

    /**
     * @param filter the filter of a query; null if the object itself may have one
     * @throws RefusedException {@code invalid_request}, {@code invalid_filter}, {@code invalid_token}, with the places of the faults
     */
    private StreamRequest read(JsonObject object, @Nullable EventFilter filter) {
        RequestFields fields = new RequestFields(object, KNOWN);
        List<String> topics = isOfGroupAlone(fields) ? List.of() : fields.topics(settings.maxPartitions());
        Start from = StartReader.read(fields);
        Stop to = StopReader.read(fields);
        Order order = order(fields, to);
        StreamRequest.OfGroup group = group(fields, to, order);
        long credit = fields.number("credit", 0, Long.MAX_VALUE, 0);
        long events = StreamRequest.FrameBounds.DEFAULT.events();
        long bytes = StreamRequest.FrameBounds.DEFAULT.bytes();
        RequestFields batch = fields.object("batch", Set.of("events", "bytes"));
        if (batch != null) {
            events = batch.number("events", 1, settings.maxBatchEvents(), events);
            bytes = batch.number("bytes", 1, settings.maxBatchBytes(), bytes);
        }
        JsonArray list = fields.array("filter");
        fields.refuse("The request for a stream is invalid");
        EventFilter chosen = filter != null ? filter : filters.member(list);
        return new StreamRequest(
                topics,
                from,
                to,
                chosen,
                order,
                credit,
                new StreamRequest.FrameBounds((int) events, (int) bytes),
                group);
    }

    /** Returns whether the request leaves the topics to its group. */
    private static boolean isOfGroupAlone(RequestFields fields) {
        return fields.get("topics") == null && fields.get("group") != null;
    }

    private static StreamRequest.@Nullable OfGroup group(RequestFields fields, Stop to, Order order) {
        if (fields.get("group") == null) {
            return null;
        }
        String name = fields.text("group");
        if (!(to instanceof Stop.Never)) {
            fields.fault("to", "is not allowed in the stream of a group: it has no end");
        }
        if (order == Order.TIME) {
            fields.fault("order", "takes only \"partition\" in the stream of a group");
        }
        JsonObject settings = new JsonObject();
        for (String each : List.of("topics", "from", "filter")) {
            Object value = fields.get(each);
            if (value != null) {
                settings.put(each, value);
            }
        }
        return new StreamRequest.OfGroup(name == null ? "" : name, settings);
    }

    private static Order order(RequestFields fields, Stop to) {
        Object value = fields.get("order");
        if (value == null || "partition".equals(value)) {
            return Order.PARTITION;
        }
        if (!"time".equals(value)) {
            fields.fault("order", "takes \"partition\" or \"time\"");
        } else if (to instanceof Stop.Never) {
            fields.fault("order", "by time needs a \"to\": an idle partition would delay all others");
        }
        return Order.TIME;
    }
}
