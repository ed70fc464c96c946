package dev.playhead.http;

import dev.playhead.event.Problem;
import dev.playhead.http.exchange.Answers;
import dev.playhead.http.exchange.Bodies;
import dev.playhead.replay.Replays;
import dev.playhead.replay.job.PaceCodec;
import dev.playhead.replay.job.ReplayJob;
import dev.playhead.replay.job.ReplayRequests;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Serves {@code /v1/replays} and {@code /v1/replays/{id}}: makes, counts, lists, reports, steers and deletes replays.
 * Owned by one event loop.
 */
final class ReplayRoutes {
    private static final int MOST_BODY = 512 << 10;
    private static final int LONGEST_KEY = 255;

    private final Context context;
    private final Parts parts;
    private final Replays replays;
    private final ReplayNews news;
    private final Bodies bodies;
    private int watching;

    /**
     * Bundles the parts of the routes of replays.
     *
     * @param principal finds the owner of the token; empty without tokens
     * @param maxPage most replays of one page
     */
    record Parts(Replays replays, Function<HttpServerRequest, String> principal, int maxPage) {}

    ReplayRoutes(Context context, Parts parts, Bodies bodies) {
        this.context = context;
        this.parts = parts;
        this.replays = parts.replays();
        this.news = new ReplayNews(context, replays);
        this.bodies = bodies;
    }

    void create(HttpServerRequest request) {
        String key = request.getHeader("Idempotency-Key");
        if (key != null && (key.isEmpty() || key.length() > LONGEST_KEY)) {
            Answers.refuse(
                    request,
                    Problem.INVALID_REQUEST.because("An Idempotency-Key takes 1 to " + LONGEST_KEY + " characters"));
            return;
        }
        String principal = parts.principal().apply(request);
        bodies.readObject(request, MOST_BODY, body -> {
            ReplayRequests.Asked asked = replays.read(body);
            if (asked.dryRun()) {
                Answers.when(
                        context,
                        request,
                        replays.dryRun(asked.request()).compose(preview -> replays.groups(asked.request())
                                .map(groups -> ReplayWriter.preview(preview, groups))),
                        preview -> Answers.json(request, 200, preview));
                return;
            }
            Answers.when(context, request, replays.create(asked.request(), principal, key), created -> {
                request.response()
                        .putHeader(
                                HttpHeaders.LOCATION,
                                "/v1/replays/" + created.job().id());
                tell(request, created.job(), created.made() ? 201 : 200);
            });
        });
    }

    void list(HttpServerRequest request, MultiMap parameters) {
        ReplayQuery query = ReplayQuery.read(parameters, parts.maxPage());
        Answers.when(context, request, replays.list(), all -> {
            List<ReplayJob> wanted =
                    all.stream().filter(query::wants).limit(query.limit() + 1L).toList();
            List<ReplayJob> page = wanted.subList(0, Math.min(query.limit(), wanted.size()));
            String token = wanted.size() > page.size() ? ReplayQuery.token(page.get(page.size() - 1)) : null;
            Answers.json(request, 200, ReplayWriter.page(page, token));
        });
    }

    void tell(HttpServerRequest request, String id) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        if (accept != null && accept.contains(ReplayEvents.MEDIA_TYPE)) {
            if (HttpMethod.HEAD.equals(request.method())) {
                Answers.when(context, request, replays.find(id), job -> ReplayEvents.head(request.response())
                        .end());
            } else {
                watch(request, id);
            }
            return;
        }
        Answers.when(context, request, replays.find(id), job -> tell(request, job, 200));
    }

    private void watch(HttpServerRequest request, String id) {
        int most = replays.maxWatchers();
        if (watching >= most) {
            Answers.refuse(
                    request,
                    Problem.BUSY.because(
                            "The node has " + most + " watchers of replays, the maximum (replays.maxWatchers)"));
            return;
        }
        watching++;
        ReplayEvents events = new ReplayEvents(context, replays, news, id, request, bodies.open(), () -> watching--);
        events.start();
    }

    void pace(HttpServerRequest request, String id) {
        bodies.readObject(
                request,
                MOST_BODY,
                body -> Answers.when(
                        context, request, replays.pace(id, PaceCodec.read(body)), job -> tell(request, job, 200)));
    }

    void remove(HttpServerRequest request, String id) {
        Answers.when(context, request, replays.remove(id), removed -> Answers.noContent(request));
    }

    void pause(HttpServerRequest request, String id) {
        steer(request, id, Replays::pause);
    }

    void resume(HttpServerRequest request, String id) {
        steer(request, id, Replays::resume);
    }

    void cancel(HttpServerRequest request, String id) {
        steer(request, id, Replays::cancel);
    }

    private void steer(HttpServerRequest request, String id, BiFunction<Replays, String, Future<ReplayJob>> how) {
        Answers.when(context, request, how.apply(replays, id), job -> tell(request, job, 200));
    }

    private void tell(HttpServerRequest request, ReplayJob job, int status) {
        Answers.when(
                context,
                request,
                replays.report(job),
                report -> Answers.json(request, status, ReplayWriter.whole(report)));
    }
}
