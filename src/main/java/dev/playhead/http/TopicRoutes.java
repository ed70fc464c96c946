package dev.playhead.http;

import dev.playhead.codec.RequestFields;
import dev.playhead.codec.Timestamps;
import dev.playhead.event.Fault;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.http.exchange.Answers;
import dev.playhead.http.exchange.Bodies;
import dev.playhead.log.Bounds;
import dev.playhead.log.Topic;
import dev.playhead.log.Topics;
import dev.playhead.log.Topics.Retention;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code /v1/topics} and {@code /v1/topics/{topic}}: lists, reports, makes, changes and deletes topics. Owned by
 * one event loop.
 */
final class TopicRoutes {
    private static final int MOST_BODY = 64 * 1024;
    private static final Set<String> KNOWN = Set.of("partitions", "kind", "window", "retention", "retentionBytes");
    private static final Set<String> CHANGEABLE = Set.of("partitions", "retention", "retentionBytes");
    private static final String FOREVER = "forever";
    private static final Duration LEAST_RETENTION = Duration.ofSeconds(1);
    private static final Duration MOST_RETENTION = Duration.ofDays(36_500);

    private final Context context;
    private final Topics topics;
    private final TopicRemoval removal;
    private final int defaultPartitions;
    private final Bodies bodies;

    TopicRoutes(Context context, Topics topics, TopicRemoval removal, int defaultPartitions, Bodies bodies) {
        this.context = context;
        this.topics = topics;
        this.removal = removal;
        this.defaultPartitions = defaultPartitions;
        this.bodies = bodies;
    }

    void list(HttpServerRequest request) {
        answer(request, 200, topics.list().compose(topics::measure).map(all -> {
            JsonArray told = new JsonArray();
            all.forEach(each -> told.add(told(each)));
            return new JsonObject().put("topics", told);
        }));
    }

    void tell(HttpServerRequest request, String name) {
        answer(request, 200, topics.current(name).compose(topic -> Future.all(
                        topics.size(topic), topics.retention(topic))
                .map(both -> told(new Topics.Measured(topic, both.resultAt(0), both.resultAt(1))))));
    }

    private static JsonObject told(Topics.Measured measured) {
        Topics.TopicSize size = measured.size();
        JsonArray partitions = new JsonArray();
        long events = 0;
        for (Bounds bounds : size.bounds()) {
            events += bounds.end() - bounds.start();
            partitions.add(new JsonObject()
                    .put("partition", bounds.partition().index())
                    .put("start", bounds.start())
                    .put("end", bounds.end()));
        }
        return described(measured.topic(), measured.retention())
                .put("events", events)
                .put("bytes", size.bytes())
                .put("firstRecorded", instant(size.firstRecorded()))
                .put("lastRecorded", instant(size.lastRecorded()))
                .put("offsets", partitions);
    }

    private Future<JsonObject> described(Topic topic) {
        return topics.retention(topic).map(retention -> described(topic, retention));
    }

    private static JsonObject described(Topic topic, Retention retention) {
        return new JsonObject()
                .put("topic", topic.name())
                .put("id", topic.id())
                .put("kind", "events")
                .put("partitions", topic.partitions())
                .put("window", topic.window())
                .put("timestamps", topic.appendTime() ? "append" : "producer")
                .put("retention", age(retention.millis()))
                .put("retentionBytes", size(retention.bytes()));
    }

    private static String age(@Nullable Long millis) {
        return millis == null || millis < 0
                ? FOREVER
                : Duration.ofMillis(millis).toString();
    }

    private static @Nullable Long size(@Nullable Long bytes) {
        return bytes == null || bytes < 0 ? null : bytes;
    }

    /** The limits that the object has; an absent member leaves its limit open, and null is the default. */
    private static Retention retention(RequestFields fields) {
        Long millis = null;
        if (fields.has("retention")) {
            Object said = fields.get("retention");
            millis = said == null || FOREVER.equals(said)
                    ? Retention.UNLIMITED
                    : fields.duration("retention", LEAST_RETENTION, LEAST_RETENTION, MOST_RETENTION)
                            .toMillis();
        }
        Long bytes = null;
        if (fields.has("retentionBytes")) {
            bytes = fields.number("retentionBytes", 1, Long.MAX_VALUE, Retention.UNLIMITED);
        }
        return new Retention(millis, bytes);
    }

    private static @Nullable String instant(@Nullable Long millis) {
        return millis == null ? null : Timestamps.text(millis);
    }

    void create(HttpServerRequest request, String name) {
        bodies.readObject(request, MOST_BODY, wanted -> {
            RequestFields fields =
                    new RequestFields(wanted, KNOWN).withoutNulls(Set.of("partitions", "kind", "window"));
            fields.word("kind", List.of("events"));
            int partitions = (int) fields.number("partitions", 1, Integer.MAX_VALUE, defaultPartitions);
            boolean window = fields.flag("window", true);
            Retention retention = retention(fields);
            fields.refuse("The settings of the topic are invalid");
            create(request, name, topics.create(name, partitions, window, retention));
        });
    }

    private void create(HttpServerRequest request, String name, Future<Topics.Created> creating) {
        Answers.when(context, request, creating.compose(created -> described(created.topic())), json -> {
            boolean made = creating.result().made();
            if (made) {
                request.response().putHeader("Location", "/v1/topics/" + name);
            }
            Answers.json(request, made ? 201 : 200, json);
        });
    }

    /** Applies a merge patch: an absent member stays, and null is the default. */
    void change(HttpServerRequest request, String name) {
        bodies.readObject(request, MOST_BODY, wanted -> {
            RequestFields fields = new RequestFields(wanted, CHANGEABLE).withoutNulls(Set.of("partitions"));
            if (wanted.isEmpty()) {
                fields.fault(
                        "",
                        "changes nothing: it takes one of "
                                + CHANGEABLE.stream().sorted().toList());
            }
            int partitions = (int) fields.number("partitions", 1, Integer.MAX_VALUE, 0);
            Retention retention = retention(fields);
            fields.refuse("The change of the topic is invalid");
            answer(
                    request,
                    200,
                    topics.change(name, partitions == 0 ? null : partitions, retention)
                            .compose(this::described));
        });
    }

    void remove(HttpServerRequest request, String name, MultiMap query) {
        Answers.when(context, request, removal.remove(name, forced(query)), removed -> Answers.noContent(request));
    }

    private static boolean forced(MultiMap query) {
        String force = query.get("force");
        if (force != null && !force.equals("true") && !force.equals("false")) {
            String detail = "is " + RequestFields.shortly(force) + ", but takes true or false";
            throw new Refusal(Problem.INVALID_REQUEST, "force " + detail, Fault.inParameter("force", detail))
                    .asException();
        }
        return "true".equals(force);
    }

    private void answer(HttpServerRequest request, int status, Future<JsonObject> body) {
        Answers.when(context, request, body, json -> Answers.json(request, status, json));
    }
}
