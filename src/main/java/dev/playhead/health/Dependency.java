package dev.playhead.health;

import java.time.Instant;
import java.util.List;

/** Something that the node needs: whether it is up, why (not), and since when. */
public record Dependency(String name, boolean up, String reason, Instant since) {
    public static final String KAFKA = "kafka";
    public static final String REDIS = "redis";
    public static final String EDGES = "edges";
    public static final String REPLAYS = "replays";

    /** Appends, which must end in time while Kafka answers. */
    public static final String APPENDS = "appends";

    /** The names of everything that a node depends on. */
    public static final List<String> ALL = List.of(KAFKA, REDIS, EDGES, REPLAYS, APPENDS);
}
