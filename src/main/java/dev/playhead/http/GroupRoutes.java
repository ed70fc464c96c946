package dev.playhead.http;

import dev.playhead.codec.RequestFields;
import dev.playhead.delivery.request.Start;
import dev.playhead.delivery.request.StartReader;
import dev.playhead.group.report.GroupDoor;
import dev.playhead.http.exchange.Answers;
import dev.playhead.http.exchange.Bodies;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/**
 * Serves {@code /v1/groups}, {@code /v1/groups/{group}}, its {@code confirmations} and its {@code cursor}: lists,
 * reports, makes, changes, moves and deletes groups, and confirms events for them. Owned by one event loop.
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
                            Answers.json(request, put.made() ? 201 : 200, writer.put(put, body));
                        }));
    }

    void patch(HttpServerRequest request, String name) {
        bodies.readObject(
                request,
                MOST_BODY,
                body -> Answers.when(
                        context,
                        request,
                        door.patch(name, body),
                        put -> Answers.json(request, 200, writer.put(put, body))));
    }

    void move(HttpServerRequest request, String name) {
        bodies.readObject(request, MOST_BODY, body -> {
            RequestFields fields = new RequestFields(body, Set.of("from", "dryRun")).withoutNulls(Set.of("from"));
            if (!fields.has("from")) {
                fields.fault("from", "is missing; it is the new position of the cursor");
            }
            Start start = StartReader.read(fields);
            boolean dryRun = fields.flag("dryRun", false);
            fields.refuse("The move is invalid");
            Answers.when(
                    context,
                    request,
                    dryRun ? door.cursor().count(name, start) : door.cursor().move(name, start),
                    moves -> Answers.json(request, 200, GroupWriter.moves(name, moves, dryRun)));
        });
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
