package dev.playhead.http;

import dev.playhead.codec.CodecLimits;
import dev.playhead.codec.EventCodec;
import dev.playhead.event.Fault;
import dev.playhead.event.Parsed;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.http.exchange.Answers;
import dev.playhead.http.exchange.Bodies;
import dev.playhead.http.exchange.RequestDeadlines;
import dev.playhead.ingest.Ingest;
import dev.playhead.ingest.Intake;
import dev.playhead.ingest.Lane;
import dev.playhead.log.Topic;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/topics/{topic}/events}: appends in all media types. Owned by one event loop. */
final class AppendRoute {
    private final Context context;
    private final HttpSettings settings;
    private final CodecLimits limits;
    private final EventCodec codec;
    private final Ingest ingest;
    private final Lane lane;
    private final Bodies bodies;
    private final RequestDeadlines receiptDeadlines;
    private final BiFunction<Topic, StoredEnds, @Nullable String> tokens;

    /** @param tokens makes the resume token of the position after the stored events of the topic */
    AppendRoute(
            Context context,
            HttpSettings settings,
            CodecLimits limits,
            Ingest ingest,
            Bodies bodies,
            BiFunction<Topic, StoredEnds, @Nullable String> tokens) {
        this.context = context;
        this.settings = settings;
        this.limits = limits;
        this.codec = new EventCodec(limits);
        this.ingest = ingest;
        this.lane = ingest.lane(context);
        this.bodies = bodies;
        this.receiptDeadlines =
                new RequestDeadlines(context.owner(), ingest.settings().timeout());
        this.tokens = tokens;
    }

    /** @param name the topic as it stands in the path, decoded */
    void handle(HttpServerRequest request, String name) {
        Refusal refusal = ingest.refusal();
        MediaType mediaType = refusal == null ? MediaType.of(request) : null;
        if (refusal == null && mediaType == null) {
            refusal = MediaType.refusal(request);
        }
        List<Fault> faults = refusal == null ? AppendQuery.faults(request, mediaType) : List.of();
        if (!faults.isEmpty()) {
            refusal = new Refusal(Problem.INVALID_REQUEST, "The query is invalid", faults);
        }
        if (refusal != null || mediaType == null) {
            Answers.refuse(request, refusal == null ? Problem.INTERNAL.because("no media type") : refusal);
            return;
        }
        boolean window = !"off".equals(AppendQuery.get(request, "window"));
        switch (mediaType) {
            case LINES -> lines(request, name, window);
            case BATCH -> bodies.read(request, limits.maxBody(), body -> batch(request, name, window, body));
            case STRUCTURED ->
                bodies.read(
                        request,
                        limits.maxEventBytes(),
                        body -> one(request, name, window, codec.structured(body, 0, body.length)));
            case BINARY -> {
                List<Map.Entry<String, String>> headers =
                        new ArrayList<>(request.headers().entries());
                bodies.read(
                        request,
                        limits.maxEventBytes(),
                        body -> one(request, name, window, codec.binary(headers, body)));
            }
        }
    }

    private void one(HttpServerRequest request, String name, boolean window, Parsed parsed) {
        withTopic(request, name, topic -> append(request).one(topic, window, parsed));
    }

    private void batch(HttpServerRequest request, String name, boolean window, byte[] body) {
        EventCodec.ParsedBatch batch = codec.batch(body);
        if (batch instanceof EventCodec.ParsedBatch.Broken broken) {
            Answers.refuse(request, broken.refusal());
        } else if (batch instanceof EventCodec.ParsedBatch.Elements parsed) {
            withTopic(request, name, topic -> append(request).batch(topic, window, parsed.elements()));
        }
    }

    private OneShotAppend append(HttpServerRequest request) {
        return new OneShotAppend(request, lane, receiptDeadlines);
    }

    private void lines(HttpServerRequest request, String name, boolean window) {
        ReadStream<Buffer> stream = bodies.stream(request);
        stream.pause();
        withTopic(request, name, topic -> {
            LinesAppend append = new LinesAppend(
                    request,
                    stream,
                    "all".equals(AppendQuery.get(request, "receipts")),
                    settings.maxProblemLines(),
                    bodies,
                    ends -> tokens.apply(topic, ends));
            append.start(new Intake(
                    ingest,
                    lane,
                    context,
                    stream,
                    codec,
                    limits.maxEventBytes(),
                    bodies.memory().received(),
                    name,
                    window,
                    append));
            stream.resume();
        });
    }

    private void withTopic(HttpServerRequest request, String name, java.util.function.Consumer<Topic> then) {
        Topic known = ingest.knownTopic(name);
        if (known != null) {
            then.accept(known);
            return;
        }
        Future<Topic> found = ingest.topic(name);
        found.onComplete(answer -> context.runOnContext(resolved -> {
            if (answer.succeeded()) {
                Answers.guarded(request, () -> then.accept(answer.result()));
            } else {
                Answers.fail(request, answer.cause());
            }
        }));
    }

    /** The query of an append: {@code window} and, of lines, {@code receipts}; nothing else. */
    private static final class AppendQuery {

        static @Nullable String get(HttpServerRequest request, String name) {
            return request.query() == null ? null : request.params().get(name);
        }

        static List<Fault> faults(HttpServerRequest request, @Nullable MediaType mediaType) {
            if (request.query() == null || request.query().isEmpty()) {
                return List.of();
            }
            List<Fault> faults = new ArrayList<>();
            MultiMap parameters = request.params();
            for (String name : parameters.names()) {
                List<String> values = parameters.getAll(name);
                String fault =
                        switch (name) {
                            case "window" -> one(values, "on", "off");
                            case "receipts" ->
                                mediaType == MediaType.LINES
                                        ? one(values, "all", "problems")
                                        : "is only for application/x-ndjson";
                            default -> "is unknown; an append takes window, and receipts for application/x-ndjson";
                        };
                if (fault != null) {
                    faults.add(Fault.inParameter(name, fault));
                }
            }
            return faults;
        }

        private static @Nullable String one(List<String> values, String first, String second) {
            boolean right = values.size() == 1
                    && (values.get(0).equals(first) || values.get(0).equals(second));
            return right ? null : "takes " + first + " or " + second + ", once";
        }
    }
}
