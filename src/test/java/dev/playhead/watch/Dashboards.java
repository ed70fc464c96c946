package dev.playhead.watch;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The dashboards as they are in the repository. */
public final class Dashboards {
    private static final Path FILES = Path.of("cluster", "monitoring", "dashboards");

    private Dashboards() {}

    /** One query of a panel. */
    public record Target(String dashboard, String panel, String expression) {
        /** The query as Grafana asks it when nothing is chosen. */
        public String asked(String rateInterval) {
            return expression.replace("$__rate_interval", rateInterval).replaceAll("\\$\\w+", ".*");
        }
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.sorted().toList();
        }
    }

    static List<JsonObject> all() throws IOException {
        List<JsonObject> all = new ArrayList<>();
        for (Path file : files()) {
            all.add(new JsonObject(Files.readString(file)));
        }
        return all;
    }

    static List<JsonObject> panels(JsonObject dashboard) {
        return dashboard.getJsonArray("panels").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    /** Every query of every panel. */
    public static List<Target> targets() throws IOException {
        List<Target> targets = new ArrayList<>();
        for (JsonObject dashboard : all()) {
            for (JsonObject panel : panels(dashboard)) {
                panel.getJsonArray("targets")
                        .forEach(target -> targets.add(new Target(
                                dashboard.getString("title"),
                                panel.getString("title"),
                                ((JsonObject) target).getString("expr"))));
            }
        }
        return targets;
    }
}
