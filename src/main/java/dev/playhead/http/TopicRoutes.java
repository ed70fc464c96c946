package dev.playhead.http;

import dev.playhead.event.Fault;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.log.Bounds;
import dev.playhead.log.Topic;
import dev.playhead.log.Topics;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
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
    private final Deadlines bodyDeadlines;

    TopicRoutes(Context context, Topics topics, int defaultPartitions, Deadlines bodyDeadlines) {
        this.context = context;
        this.topics = topics;
        this.defaultPartitions = defaultPartitions;
        this.bodyDeadlines = bodyDeadlines;
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
        WholeBody.read(request, MOST_BODY, bodyDeadlines, body -> {
            JsonObject wanted;
            try {
                wanted = body.length == 0 ? new JsonObject() : new JsonObject(Buffer.buffer(body));
            } catch (DecodeException | ClassCastException e) {
                Answers.refuse(request, Problem.MALFORMED.because("The body is no JSON object: " + e.getMessage()));
                return;
            }
            List<Fault> faults = faults(wanted);
            if (!faults.isEmpty()) {
                Answers.refuse(
                        request,
                        new Refusal(Problem.INVALID_REQUEST, "The topic's settings are not understood", faults));
                return;
            }
            create(request, name, wanted);
        });
    }

    private void create(HttpServerRequest request, String name, JsonObject wanted) {
        topics.create(name, wanted.getInteger("partitions", defaultPartitions), wanted.getBoolean("window", true))
                .onComplete(created -> context.runOnContext(done -> {
                    if (created.failed()) {
                        Answers.fail(request, created.cause());
                        return;
                    }
                    boolean made = created.result().made();
                    if (made) {
                        request.response().putHeader("Location", "/v1/topics/" + name);
                    }
                    Answers.json(
                            request,
                            made ? 201 : 200,
                            described(created.result().topic()));
                }));
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
        body.onComplete(answer -> context.runOnContext(done -> {
            if (answer.succeeded()) {
                Answers.json(request, status, answer.result());
            } else {
                Answers.fail(request, answer.cause());
            }
        }));
    }
}
