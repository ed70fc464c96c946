package dev.playhead.http;

import dev.playhead.event.RefusedException;
import dev.playhead.group.GroupDoor;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;

/**
 * {@code /v1/groups}, {@code /v1/groups/{group}} and its {@code confirmations}: groups listed, told, made, changed and taken
 * away, and confirmed for. Owned by one event loop.
 */
final class GroupRoutes {
    private static final int MOST_BODY = 2 << 20;

    private final Context context;
    private final GroupDoor door;
    private final GroupWriter writer;
    private final Deadlines bodyDeadlines;

    GroupRoutes(Context context, GroupDoor door, Deadlines bodyDeadlines) {
        this.context = context;
        this.door = door;
        this.writer = new GroupWriter(door.specs());
        this.bodyDeadlines = bodyDeadlines;
    }

    void list(HttpServerRequest request) {
        answer(
                request,
                door.reports()
                        .list()
                        .map(all -> GroupWriter.list(
                                all.stream().map(writer::summary).toList())),
                json -> Answers.json(request, 200, json));
    }

    void tell(HttpServerRequest request, String name) {
        answer(request, door.reports().find(name).map(writer::whole), json -> Answers.json(request, 200, json));
    }

    void put(HttpServerRequest request, String name) {
        withBody(
                request,
                body -> answer(request, door.put(name, door.specs().read(body)), put -> {
                    if (put.made()) {
                        request.response().putHeader("Location", "/v1/groups/" + name);
                    }
                    Answers.json(request, put.made() ? 201 : 200, writer.group(put.group()));
                }));
    }

    void remove(HttpServerRequest request, String name) {
        answer(request, door.removal().remove(name), removed -> {
            if (!request.response().ended() && !request.response().closed()) {
                request.response().setStatusCode(204).end();
            }
        });
    }

    void confirm(HttpServerRequest request, String name) {
        withBody(request, body -> {
            ConfirmReader.Asked asked = ConfirmReader.read(body);
            answer(
                    request,
                    door.confirmations().confirm(name, asked.positions(), asked.events()),
                    tally -> Answers.json(
                            request,
                            200,
                            new JsonObject()
                                    .put("first", tally.first())
                                    .put("duplicate", tally.duplicate())
                                    .put("unknown", tally.unknown())));
        });
    }

    private void withBody(HttpServerRequest request, Consumer<JsonObject> work) {
        WholeBody.read(request, MOST_BODY, bodyDeadlines, body -> {
            try {
                work.accept(WholeBody.object(body));
            } catch (RefusedException refused) {
                Answers.refuse(request, refused.refusal());
            }
        });
    }

    private <T> void answer(HttpServerRequest request, Future<T> answered, Consumer<T> write) {
        answered.onComplete(answer -> context.runOnContext(done -> {
            if (answer.succeeded()) {
                write.accept(answer.result());
            } else {
                Answers.fail(request, answer.cause());
            }
        }));
    }
}
