package dev.playhead.http;

import dev.playhead.codec.RequestFields;
import dev.playhead.codec.Timestamps;
import dev.playhead.http.exchange.Answers;
import dev.playhead.http.exchange.Bodies;
import dev.playhead.log.Bounds;
import dev.playhead.log.Topic;
import dev.playhead.log.Topics;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /v1/topics} and {@code /v1/topics/{topic}}: topics listed, told and made. Owned by one event loop. */
final class TopicRoutes {
    private static final int MOST_BODY = 64 * 1024;
    private static final Set<String> KNOWN = Set.of("partitions", "kind", "window");

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
        return millis == null ? null : Timestamps.text(millis);
    }

    void create(HttpServerRequest request, String name) {
        bodies.readObject(request, MOST_BODY, wanted -> {
            RequestFields fields = new RequestFields(wanted, KNOWN).withoutNulls(KNOWN);
            fields.word("kind", List.of("events"));
            int partitions = (int) fields.number("partitions", 1, Integer.MAX_VALUE, defaultPartitions);
            boolean window = fields.flag("window", true);
            fields.refuse("The settings of the topic are invalid");
            create(request, name, partitions, window);
        });
    }

    private void create(HttpServerRequest request, String name, int partitions, boolean window) {
        Future<Topics.Created> creating = topics.create(name, partitions, window);
        Answers.when(context, request, creating, created -> {
            if (created.made()) {
                request.response().putHeader("Location", "/v1/topics/" + name);
            }
            Answers.json(request, created.made() ? 201 : 200, described(created.topic()));
        });
    }

    private void answer(HttpServerRequest request, int status, Future<JsonObject> body) {
        Answers.when(context, request, body, json -> Answers.json(request, status, json));
    }
}
