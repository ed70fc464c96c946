package dev.playhead.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Lists the methods of a path for the header {@code Allow} of a 405. Any thread. */
final class Allowed {
    private Allowed() {}

    /** @param path as it was normalised */
    static String at(List<Route> routes, String path) {
        TreeSet<String> names = routes.stream()
                .filter(route -> route.methods() != null && fits(route.getPath(), path))
                .flatMap(route -> Objects.requireNonNull(route.methods()).stream())
                .map(HttpMethod::name)
                .collect(Collectors.toCollection(TreeSet::new));
        if (!names.isEmpty()) {
            names.add(HttpMethod.OPTIONS.name());
        }
        return String.join(", ", names);
    }

    private static boolean fits(String pattern, String path) {
        if (pattern == null) {
            return false;
        }
        String[] wanted = pattern.split("/", -1);
        String[] there = path.split("/", -1);
        boolean fits = wanted.length == there.length;
        for (int index = 0; fits && index < wanted.length; index++) {
            fits = wanted[index].startsWith(":") || wanted[index].equals(there[index]);
        }
        return fits;
    }
}
