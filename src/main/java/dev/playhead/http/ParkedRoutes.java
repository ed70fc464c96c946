package dev.playhead.http;

import dev.playhead.event.EventFilter;
import dev.playhead.event.Fault;
import dev.playhead.event.Position;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.filter.FilterCodec;
import dev.playhead.group.GroupSpec;
import dev.playhead.group.parking.DeadLetters;
import dev.playhead.group.parking.LetterKey;
import dev.playhead.http.exchange.Answers;
import dev.playhead.http.exchange.Bodies;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code /v1/groups/{group}/parked}: lists, returns, redrives and discards parked events. Owned by one event
 * loop.
 */
final class ParkedRoutes {
    private static final int USUAL_PAGE = 100;
    private static final Set<String> KNOWN = Set.of("limit", "after", "type", "source", "subject");

    private final Context context;
    private final Function<String, Future<GroupSpec>> groups;
    private final DeadLetters letters;
    private final FilterCodec filters;
    private final ChoiceReader choices;
    private final Bodies bodies;
    private final int maxPage;

    /** @param groups finds a group by its name; fails with {@code not_found} without one */
    ParkedRoutes(
            Context context,
            Function<String, Future<GroupSpec>> groups,
            DeadLetters letters,
            FilterCodec filters,
            Bodies bodies,
            int maxPage) {
        this.context = context;
        this.groups = groups;
        this.letters = letters;
        this.filters = filters;
        this.choices = new ChoiceReader(filters);
        this.bodies = bodies;
        this.maxPage = maxPage;
    }

    void list(HttpServerRequest request, String group, MultiMap query) {
        List<Fault> faults = new ArrayList<>();
        for (Map.Entry<String, String> parameter : query) {
            if (!KNOWN.contains(parameter.getKey())) {
                faults.add(Fault.inParameter(
                        parameter.getKey(),
                        "is unknown; the known parameters are "
                                + KNOWN.stream().sorted().toList()));
            }
        }
        int limit = limit(query.get("limit"), faults);
        LetterKey after = after(query.get("after"), faults);
        EventFilter wanted = query.contains("type") || query.contains("source") || query.contains("subject")
                ? filters.query(query.entries())
                : null;
        if (!faults.isEmpty()) {
            Answers.refuse(request, new Refusal(Problem.INVALID_REQUEST, "The query is invalid", faults));
            return;
        }
        answer(
                request,
                groups.apply(group)
                        .compose(found -> letters.list(group, after, wanted, limit))
                        .map(page -> LetterWriter.page(group, page)));
    }

    private int limit(@Nullable String text, List<Fault> faults) {
        long limit = text == null ? USUAL_PAGE : EventRoutes.number(text);
        if (limit < 1 || limit > maxPage) {
            faults.add(Fault.inParameter("limit", "takes a whole number of 1 to " + maxPage));
        }
        return (int) Math.max(1, Math.min(limit, maxPage));
    }

    private static @Nullable LetterKey after(@Nullable String token, List<Fault> faults) {
        if (token == null) {
            return null;
        }
        LetterKey after = LetterKey.parse(token);
        if (after == null) {
            faults.add(Fault.inParameter("after", "takes the token of the previous page"));
        }
        return after;
    }

    void one(HttpServerRequest request, String group, String topic, String partition, String offset) {
        long index = EventRoutes.number(partition);
        long at = EventRoutes.number(offset);
        boolean misplaced = index < 0 || index > Integer.MAX_VALUE;
        if (misplaced || at < 0) {
            Fault fault = Fault.inParameter(misplaced ? "partition" : "offset", "takes a whole number from 0");
            Answers.refuse(request, new Refusal(Problem.INVALID_REQUEST, "The position is invalid", fault));
            return;
        }
        answer(
                request,
                groups.apply(group)
                        .compose(found -> letters.find(group, new Position(topic, (int) index, at)))
                        .map(LetterWriter::whole));
    }

    void redrive(HttpServerRequest request, String group) {
        chosen(
                request,
                group,
                (spec, asked) -> letters.redrive(
                        group, spec.handling().onParked() == GroupSpec.OnParked.BLOCK, asked.choice(), asked.dryRun()));
    }

    void discard(HttpServerRequest request, String group) {
        chosen(request, group, (spec, asked) -> letters.discard(group, asked.choice(), asked.dryRun()));
    }

    private void chosen(HttpServerRequest request, String group, Deed deed) {
        bodies.read(request, ChoiceReader.MOST_BODY, body -> {
            ChoiceReader.Asked asked = choices.read(body);
            answer(
                    request,
                    groups.apply(group)
                            .compose(spec -> deed.done(spec, asked))
                            .map(chosen -> told(chosen, asked.dryRun()).toBuffer()));
        });
    }

    private static JsonObject told(DeadLetters.Chosen chosen, boolean dryRun) {
        return new JsonObject()
                .put("parked", chosen.parked())
                .put("chosen", chosen.chosen())
                .put("earlier", chosen.earlier())
                .put("gone", chosen.gone())
                .put("unknown", chosen.unknown())
                .put("dryRun", dryRun);
    }

    private void answer(HttpServerRequest request, Future<Buffer> body) {
        Answers.when(context, request, body, text -> Answers.send(request.response(), 200, Answers.JSON, text));
    }

    /** The work on the chosen dead letters. */
    private interface Deed {
        Future<DeadLetters.Chosen> done(GroupSpec spec, ChoiceReader.Asked asked);
    }
}
