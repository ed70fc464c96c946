package dev.playhead.http;

import dev.playhead.event.Fault;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.log.Bounds;
import dev.playhead.log.Topic;
import dev.playhead.log.Topics;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /v1/topics} and {@code /v1/topics/{topic}}: topics listed, told and made. Owned by one event loop. */
final class TopicRoutes {
    private static final int MOST_BODY = 64 * 1024;

    private final Context context;
    private final Topics topics;
    private final int defaultPartitions;
    private final Bodies bodies;

    TopicRoutes(Context context, Topics topics, int defaultPartitions, Bodies bodies) {
        this.context = context;
        this.topics = topics;
        this.defaultPartitions = defaultPartitions;
        this.bodies = bodies;
    }

    void list(HttpServerRequest request) {
        answer(
                request,
                200,
                topics.list()
                        .compose(all -> Future.all(all.stream().map(this::told).toList()))
                        .map(told -> new JsonObject().put("topics", new JsonArray(told.<JsonObject>list()))));
    }

    void tell(HttpServerRequest request, String name) {
        answer(request, 200, topics.find(name).compose(this::told));
    }

    private Future<JsonObject> told(Topic topic) {
        return topics.size(topic).map(size -> {
            JsonArray partitions = new JsonArray();
            long events = 0;
            for (Bounds bounds : size.bounds()) {
                events += bounds.end() - bounds.start();
                partitions.add(new JsonObject()
                        .put("partition", bounds.partition().index())
                        .put("start", bounds.start())
                        .put("end", bounds.end()));
            }
            return described(topic)
                    .put("events", events)
                    .put("bytes", size.bytes())
                    .put("firstRecorded", instant(size.firstRecorded()))
                    .put("lastRecorded", instant(size.lastRecorded()))
                    .put("offsets", partitions);
        });
    }

    private static JsonObject described(Topic topic) {
        return new JsonObject()
                .put("topic", topic.name())
                .put("id", topic.id())
                .put("kind", "events")
                .put("partitions", topic.partitions())
                .put("window", topic.window())
                .put("timestamps", topic.appendTime() ? "append" : "producer");
    }

    private static @Nullable String instant(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis).toString();
    }

    void create(HttpServerRequest request, String name) {
        bodies.readObject(request, MOST_BODY, wanted -> {
            List<Fault> faults = faults(wanted);
            if (!faults.isEmpty()) {
                throw new Refusal(Problem.INVALID_REQUEST, "The topic's settings are not understood", faults)
                        .asException();
            }
            create(request, name, wanted);
        });
    }

    private void create(HttpServerRequest request, String name, JsonObject wanted) {
        Future<Topics.Created> creating = topics.create(
                name, wanted.getInteger("partitions", defaultPartitions), wanted.getBoolean("window", true));
        Answers.when(context, request, creating, created -> {
            if (created.made()) {
                request.response().putHeader("Location", "/v1/topics/" + name);
            }
            Answers.json(request, created.made() ? 201 : 200, described(created.topic()));
        });
    }

    private static List<Fault> faults(JsonObject wanted) {
        List<Fault> faults = new ArrayList<>();
        for (Map.Entry<String, Object> member : wanted) {
            Object value = member.getValue();
            String fault =
                    switch (member.getKey()) {
                        case "partitions" -> value instanceof Integer ? null : "takes a whole number";
                        case "window" -> value instanceof Boolean ? null : "takes true or false";
                        case "kind" -> "events".equals(value) ? null : "takes \"events\", the only kind there is";
                        default -> "is not known; a topic has partitions, kind and window";
                    };
            if (fault != null) {
                faults.add(Fault.at("/" + member.getKey(), member.getKey() + " " + fault));
            }
        }
        return faults;
    }

    private void answer(HttpServerRequest request, int status, Future<JsonObject> body) {
        Answers.when(context, request, body, json -> Answers.json(request, status, json));
    }
}
