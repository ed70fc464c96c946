package dev.playhead.filter;

import dev.playhead.event.EventFilter;
import dev.playhead.event.Fault;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compiles filters, in the dialects of CloudEvents Subscriptions and in that of query strings; shared by threads.
 *
 * <p>It refuses an unknown part and never skips it: a filter that accepts too much is as wrong as one that accepts too
 * little.
 */
public final class FilterCodec {
    private static final List<String> NAMES = List.of("type", "source", "subject");

    private final FilterLimits limits;
    private final Runnable evaluationFailed;

    /**
     * @param evaluationFailed runs on the filtering thread after each failed evaluation of an expression; the event
     *     then does not match
     */
    public FilterCodec(FilterLimits limits, Runnable evaluationFailed) {
        this.limits = limits;
        this.evaluationFailed = evaluationFailed;
    }

    /**
     * Compiles the filter that accepts events matching every element of the list.
     *
     * @throws RefusedException {@code invalid_filter}, with a pointer into the list
     */
    public EventFilter parse(JsonArray list) {
        return new FilterCompiler(limits, evaluationFailed).all(list, "", 0);
    }

    /**
     * Compiles the filter of a member {@code filter}; an absent one accepts every event.
     *
     * @throws RefusedException {@code invalid_filter}, with a pointer that begins with {@code /filter}
     */
    public EventFilter member(@Nullable JsonArray list) {
        try {
            return list == null ? EventFilter.ALL : parse(list);
        } catch (RefusedException refused) {
            Refusal refusal = refused.refusal();
            List<Fault> placed = refusal.faults().stream()
                    .map(fault ->
                            fault.pointer() == null ? fault : Fault.at("/filter" + fault.pointer(), fault.detail()))
                    .toList();
            throw new Refusal(refusal.problem(), refusal.detail(), placed).asException();
        }
    }

    /**
     * The filter of a query string: {@code type}, {@code source} and {@code subject}, each repeated for alternatives, a
     * trailing {@code *} for a prefix. Other parameters are not looked at.
     *
     * @throws RefusedException {@code invalid_filter}, with the name of the parameter
     */
    public EventFilter query(Iterable<Map.Entry<String, String>> parameters) {
        Map<String, List<EventFilter>> alternatives = new LinkedHashMap<>();
        int terms = 0;
        for (Map.Entry<String, String> parameter : parameters) {
            String name = parameter.getKey();
            if (NAMES.contains(name)) {
                if (parameter.getValue().isEmpty() || ++terms > limits.maxTerms()) {
                    String detail = terms > limits.maxTerms()
                            ? "A filter has at most " + limits.maxTerms() + " terms"
                            : "The value is missing; * accepts any value";
                    Fault fault = Fault.inParameter(name, detail);
                    throw new Refusal(Problem.INVALID_FILTER, detail, fault).asException();
                }
                alternatives.computeIfAbsent(name, any -> new ArrayList<>()).add(term(name, parameter.getValue()));
            }
        }
        return Filters.all(alternatives.values().stream().map(Filters::any).toList());
    }

    /**
     * Writes the filter of {@link #query} in the form of {@link #parse}, so that it can be kept; the order of the
     * parameters' names does not matter.
     */
    public static JsonArray list(Iterable<Map.Entry<String, String>> parameters) {
        Map<String, JsonArray> alternatives = new TreeMap<>();
        for (Map.Entry<String, String> parameter : parameters) {
            String name = parameter.getKey();
            if (NAMES.contains(name)) {
                alternatives.computeIfAbsent(name, any -> new JsonArray()).add(json(name, parameter.getValue()));
            }
        }
        JsonArray list = new JsonArray();
        alternatives
                .values()
                .forEach(terms ->
                        list.add(terms.size() == 1 ? terms.getJsonObject(0) : new JsonObject().put("any", terms)));
        return list;
    }

    private static JsonObject json(String name, String value) {
        if (value.equals("*")) {
            return new JsonObject().put("sql", "EXISTS " + name);
        }
        return value.endsWith("*")
                ? new JsonObject().put("prefix", new JsonObject().put(name, value.substring(0, value.length() - 1)))
                : new JsonObject().put("exact", new JsonObject().put(name, value));
    }

    private static EventFilter term(String name, String value) {
        return value.endsWith("*")
                ? Filters.prefix(name, value.substring(0, value.length() - 1))
                : Filters.exact(name, value);
    }
}
