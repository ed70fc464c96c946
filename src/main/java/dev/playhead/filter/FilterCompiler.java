package dev.playhead.filter;

import dev.playhead.codec.AttributeRules;
import dev.playhead.event.EventFilter;
import dev.playhead.event.Fault;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compiles one filter in the dialects of CloudEvents Subscriptions; owned by the one call it is made for. */
final class FilterCompiler {
    private final FilterLimits limits;
    private final Runnable evaluationFailed;
    private int terms;
    private int sqlTerms;
    private long sqlLength;

    FilterCompiler(FilterLimits limits, Runnable evaluationFailed) {
        this.limits = limits;
        this.evaluationFailed = evaluationFailed;
    }

    EventFilter all(JsonArray list, String pointer, int depth) {
        return Filters.all(each(list, pointer, depth));
    }

    private List<EventFilter> each(JsonArray list, String pointer, int depth) {
        List<EventFilter> filters = new ArrayList<>();
        for (int index = 0; index < list.size(); index++) {
            filters.add(one(list.getValue(index), pointer + "/" + index, depth));
        }
        return filters;
    }

    private EventFilter one(@Nullable Object json, String pointer, int depth) {
        if (!(json instanceof JsonObject object) || object.size() != 1) {
            throw refused(pointer, "A filter is an object of one member, which names its dialect");
        }
        if (depth >= limits.maxDepth()) {
            throw refused(pointer, "Filters are nested at most " + limits.maxDepth() + " deep");
        }
        String dialect = object.fieldNames().iterator().next();
        Object value = object.getValue(dialect);
        String place = pointer + "/" + dialect.replace("~", "~0").replace("/", "~1");
        count(place);
        return switch (dialect) {
            case "exact" -> terms(value, place, Filters::exact);
            case "prefix" -> terms(value, place, Filters::prefix);
            case "suffix" -> terms(value, place, Filters::suffix);
            case "all" -> Filters.all(each(list(value, place), place, depth + 1));
            case "any" -> Filters.any(each(list(value, place), place, depth + 1));
            case "not" -> Filters.not(one(value, place, depth + 1));
            case "sql" -> sql(value, place);
            default -> throw refused(place, "The dialects are exact, prefix, suffix, all, any, not and sql");
        };
    }

    private EventFilter terms(@Nullable Object json, String pointer, Term term) {
        if (!(json instanceof JsonObject object) || object.isEmpty()) {
            throw refused(pointer, "An object of at least one attribute and its text should be here");
        }
        List<EventFilter> filters = new ArrayList<>();
        for (Map.Entry<String, Object> entry : object) {
            String name = entry.getKey();
            String place = pointer + "/" + name.replace("~", "~0").replace("/", "~1");
            count(place);
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            if (!AttributeRules.isName(bytes, 0, bytes.length) || name.equals("data")) {
                throw refused(place, "This is not an attribute name: a name has only lower-case letters and digits");
            }
            if (!(entry.getValue() instanceof String text) || text.isEmpty()) {
                throw refused(place, "A non-empty text should be here");
            }
            filters.add(term.of(name, text));
        }
        return Filters.all(filters);
    }

    private EventFilter sql(@Nullable Object json, String pointer) {
        if (!(json instanceof String expression)) {
            throw refused(pointer, "A CESQL expression should be here");
        }
        sqlLength += expression.length();
        bound(sqlLength, limits.maxSqlLength(), "characters of CESQL", pointer);
        try {
            SqlParser parser = new SqlParser(expression, sqlTerms, limits.maxSqlTerms(), limits.maxSqlDepth());
            SqlFilter filter = new SqlFilter(parser.parse(), limits.maxSqlSteps(), evaluationFailed);
            sqlTerms = parser.terms();
            return filter;
        } catch (IllegalArgumentException e) {
            throw refused(pointer, String.valueOf(e.getMessage()));
        }
    }

    private static void bound(long many, int most, String ofWhat, String pointer) {
        if (many > most) {
            throw refused(pointer, "A filter has at most " + most + " " + ofWhat);
        }
    }

    private static JsonArray list(@Nullable Object json, String pointer) {
        if (!(json instanceof JsonArray list) || list.isEmpty()) {
            throw refused(pointer, "A list of at least one filter should be here");
        }
        return list;
    }

    private void count(String pointer) {
        bound(++terms, limits.maxTerms(), "terms", pointer);
    }

    private static RefusedException refused(String pointer, String detail) {
        return new Refusal(Problem.INVALID_FILTER, detail, Fault.at(pointer, detail)).asException();
    }

    /** Makes a filter of an attribute's name and a text. */
    private interface Term {
        EventFilter of(String name, String text);
    }
}
