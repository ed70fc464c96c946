package dev.playhead.load.simulation;

import dev.playhead.load.books.Confirming;
import dev.playhead.load.books.Extent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Owns a replay of the run: its job at the node once it is made, its targets and what they got; any thread. */
final class Replay {
    private final String label;
    private final List<Confirming> targets;
    private final Set<String> completed = ConcurrentHashMap.newKeySet();
    private final int partitions;
    private volatile @Nullable String id;
    private volatile Extent extent;
    private volatile String state = "not made";

    Replay(String label, List<Confirming> targets, int partitions) {
        this.label = label;
        this.targets = targets;
        this.partitions = partitions;
        this.extent = Extent.all(partitions);
    }

    String label() {
        return label;
    }

    List<Confirming> targets() {
        return targets;
    }

    /** The node has made it, with these frozen ends. */
    void made(String job) {
        JsonObject made = new JsonObject(job);
        long[] ends = new long[partitions];
        JsonArray to = made.getJsonArray("to");
        for (int i = 0; i < to.size(); i++) {
            JsonObject end = to.getJsonObject(i);
            ends[end.getInteger("partition")] = end.getLong("offset");
        }
        extent = new Extent(ends);
        state = made.getString("state");
        id = made.getString("id");
    }

    boolean isMade() {
        return id != null;
    }

    String id() {
        return String.valueOf(id);
    }

    Extent extent() {
        return extent;
    }

    void completed(String target) {
        completed.add(target);
    }

    boolean hasCompleted(String target) {
        return completed.contains(target);
    }

    void state(String told) {
        state = told;
    }

    String state() {
        return state;
    }

    /** Whether the node says so. */
    boolean isCompleted() {
        return state.equals("completed");
    }
}
