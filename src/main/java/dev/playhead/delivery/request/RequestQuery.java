package dev.playhead.delivery.request;

import dev.playhead.codec.RequestFields;
import dev.playhead.event.Fault;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Converts the parameters of a query to the JSON of a {@code subscribe} frame, and the places of its faults back to the
 * parameters. A word, a time or a token stands for itself, and a text that begins with a brace is JSON; stateless.
 */
public final class RequestQuery {
    /** Parameters that are filters; {@code FilterCodec} reads them. */
    private static final Set<String> FILTERS = Set.of("type", "source", "subject");

    /** The default for the most events of a page. */
    private static final int PAGE = 100;

    private RequestQuery() {}

    /**
     * @param topics empty if the query leaves them to its group
     * @param known the accepted parameters, without filters
     */
    public static JsonObject object(
            Iterable<Map.Entry<String, String>> parameters, List<String> topics, Set<String> known) {
        JsonObject object = new JsonObject();
        if (!topics.isEmpty()) {
            object.put("topics", new JsonArray(topics));
        }
        List<Fault> faults = new ArrayList<>();
        for (Map.Entry<String, String> parameter : parameters) {
            String name = parameter.getKey();
            if (FILTERS.contains(name)) {
                continue;
            }
            if (!known.contains(name)) {
                faults.add(Fault.inParameter(name, "is unknown; the known parameters are " + all(known)));
            } else if (object.containsKey(name)) {
                faults.add(Fault.inParameter(name, "occurs more than once"));
            } else {
                object.put(name, value(name, parameter.getValue(), faults));
            }
        }
        if (!faults.isEmpty()) {
            throw new Refusal(Problem.INVALID_REQUEST, "The query is invalid", faults).asException();
        }
        return object;
    }

    /** The object of a page: its limit as credit, its token as the start, and an end. */
    public static JsonObject page(JsonObject object, int maxEvents) {
        Object limit = object.remove("limit");
        Object after = object.remove("after");
        Long events = limit == null ? Long.valueOf(Math.min(PAGE, maxEvents)) : RequestFields.whole(limit);
        List<Fault> faults = new ArrayList<>();
        if (events == null || events < 1 || events > maxEvents) {
            faults.add(Fault.inParameter("limit", "takes 1 to " + maxEvents));
        }
        if (after != null && object.containsKey("from")) {
            faults.add(Fault.inParameter("after", "sets the start, as from does: send one of them"));
        }
        if (!faults.isEmpty()) {
            throw new Refusal(Problem.INVALID_REQUEST, "The query is invalid", faults).asException();
        }
        if (after != null) {
            object.put("from", after);
        } else if (!object.containsKey("from")) {
            object.put("from", "earliest");
        }
        if (!object.containsKey("to")) {
            object.put("to", "now");
        }
        return object.put("credit", events);
    }

    /** The refusal of the object with its places in the query. */
    public static RefusedException inQuery(RefusedException refused) {
        Refusal refusal = refused.refusal();
        List<Fault> faults =
                refusal.faults().stream().map(RequestQuery::inQuery).toList();
        return new Refusal(refusal.problem(), refusal.detail(), faults).asException();
    }

    private static Fault inQuery(Fault fault) {
        String pointer = fault.pointer();
        if (pointer == null || !pointer.startsWith("/")) {
            return fault;
        }
        int slash = pointer.indexOf('/', 1);
        return Fault.inParameter(slash < 0 ? pointer.substring(1) : pointer.substring(1, slash), fault.detail());
    }

    private static Object value(String name, String text, List<Fault> faults) {
        if (text.startsWith("{")) {
            try {
                return new JsonObject(text);
            } catch (DecodeException e) {
                faults.add(Fault.inParameter(name, "begins as JSON, but is not valid JSON"));
                return text;
            }
        }
        return switch (name) {
            case "from" -> from(text, faults);
            case "after" -> new JsonObject().put("token", text);
            case "to" -> to(text, faults);
            case "credit", "limit" -> number(name, text, faults);
            default -> text;
        };
    }

    private static Object from(String text, List<Fault> faults) {
        if (text.equals("latest") || text.equals("earliest")) {
            return text;
        }
        if (!isTime(text) && !Token.isLike(text)) {
            faults.add(Fault.inParameter(
                    "from",
                    "is " + RequestFields.shortly(text)
                            + ", but takes earliest, latest, a time such as 2026-11-20T10:00:00Z, or a token"));
            return "latest";
        }
        return new JsonObject().put(isTime(text) ? "time" : "token", text);
    }

    private static Object to(String text, List<Fault> faults) {
        if (!text.equals("now") && !isTime(text)) {
            faults.add(Fault.inParameter(
                    "to",
                    "is " + RequestFields.shortly(text) + ", but takes now or a time such as 2026-11-20T10:00:00Z"));
        }
        return isTime(text) ? new JsonObject().put("time", text) : "now";
    }

    private static Object number(String name, String text, List<Fault> faults) {
        if (!text.matches("[0-9]{1,30}")) {
            faults.add(Fault.inParameter(name, "takes a whole number"));
            return 0;
        }
        return text.length() > 18 ? new java.math.BigInteger(text) : (Object) Long.parseLong(text);
    }

    /** Tokens never begin with a year and a dash. */
    private static boolean isTime(String text) {
        return text.matches("[+-]?[0-9]{4,9}-.*");
    }

    private static List<String> all(Set<String> known) {
        List<String> all = new ArrayList<>(known);
        all.addAll(FILTERS);
        return all.stream().sorted().toList();
    }
}
