package dev.playhead.filter;

import dev.playhead.event.EventFilter;
import java.util.List;

/** The filters that others are made of; stateless. An attribute that is not there matches none of the first three. */
final class Filters {
    private Filters() {}

    static EventFilter exact(String name, String value) {
        return attributes -> value.equals(attributes.get(name));
    }

    static EventFilter prefix(String name, String value) {
        return attributes -> {
            String actual = attributes.get(name);
            return actual != null && actual.startsWith(value);
        };
    }

    static EventFilter suffix(String name, String value) {
        return attributes -> {
            String actual = attributes.get(name);
            return actual != null && actual.endsWith(value);
        };
    }

    static EventFilter all(List<EventFilter> filters) {
        if (filters.size() <= 1) {
            return filters.isEmpty() ? EventFilter.ALL : filters.get(0);
        }
        EventFilter[] each = filters.toArray(EventFilter[]::new);
        return attributes -> {
            for (EventFilter filter : each) {
                if (!filter.matches(attributes)) {
                    return false;
                }
            }
            return true;
        };
    }

    static EventFilter any(List<EventFilter> filters) {
        if (filters.size() == 1) {
            return filters.get(0);
        }
        EventFilter[] each = filters.toArray(EventFilter[]::new);
        return attributes -> {
            for (EventFilter filter : each) {
                if (filter.matches(attributes)) {
                    return true;
                }
            }
            return false;
        };
    }

    static EventFilter not(EventFilter filter) {
        return attributes -> !filter.matches(attributes);
    }
}
