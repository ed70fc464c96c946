package dev.playhead.http;

import dev.playhead.group.report.GroupDoor;
import dev.playhead.http.exchange.Answers;
import dev.playhead.http.exchange.Bodies;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/**
 * {@code /v1/groups}, {@code /v1/groups/{group}} and its {@code confirmations}: groups listed, told, made, changed and taken
 * away, and confirmed for. Owned by one event loop.
 */
final class GroupRoutes {
    private static final int MOST_BODY = 2 << 20;

    private final Context context;
    private final GroupDoor door;
    private final GroupWriter writer;
    private final Bodies bodies;

    GroupRoutes(Context context, GroupDoor door, Bodies bodies) {
        this.context = context;
        this.door = door;
        this.writer = new GroupWriter(door.specs());
        this.bodies = bodies;
    }

    void list(HttpServerRequest request) {
        Answers.when(
                context,
                request,
                door.reports()
                        .list()
                        .map(all -> GroupWriter.list(
                                all.stream().map(writer::summary).toList())),
                json -> Answers.json(request, 200, json));
    }

    void tell(HttpServerRequest request, String name) {
        Answers.when(
                context,
                request,
                door.reports().find(name).map(writer::whole),
                json -> Answers.json(request, 200, json));
    }

    void put(HttpServerRequest request, String name) {
        bodies.readObject(
                request,
                MOST_BODY,
                body -> Answers.when(
                        context, request, door.put(name, door.specs().read(body)), put -> {
                            if (put.made()) {
                                request.response().putHeader("Location", "/v1/groups/" + name);
                            }
                            Answers.json(request, put.made() ? 201 : 200, writer.group(put.group()));
                        }));
    }

    void remove(HttpServerRequest request, String name) {
        Answers.when(context, request, door.removal().remove(name), removed -> Answers.noContent(request));
    }

    void confirm(HttpServerRequest request, String name) {
        bodies.readObject(request, MOST_BODY, body -> {
            ConfirmReader.Asked asked = ConfirmReader.read(body);
            Answers.when(
                    context,
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
}
