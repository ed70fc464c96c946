package dev.playhead.cluster;

import dev.playhead.group.Serving;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reports all nodes: the present nodes, their reachable dependencies and their partitions. Any thread; Futures complete
 * on any thread.
 */
public final class ClusterReports {
    private static final String LOOK = "cluster.look";

    private final ClusterSettings settings;
    private final Peers peers;
    private final Serving here;
    private final Supplier<JsonObject> dependencies;

    /**
     * Answers other nodes from now on.
     *
     * @param here the partitions that this node serves
     * @param dependencies whether each dependency of this node is up, by name
     */
    public ClusterReports(ClusterSettings settings, Peers peers, Serving here, Supplier<JsonObject> dependencies) {
        this.settings = settings;
        this.peers = peers;
        this.here = here;
        this.dependencies = dependencies;
        peers.answer(LOOK, about -> look());
    }

    /** Builds the answer of {@code GET /v1/cluster}. */
    public Future<JsonObject> report() {
        return peers.ask(LOOK, new JsonObject()).map(answers -> {
            List<Members.Member> members = peers.members().all();
            JsonArray nodes = new JsonArray();
            members.forEach(member -> nodes.add(node(member, answers.byNode().get(member.name()))));
            String reason = whyDegraded(members.size(), answers.silent());
            return new JsonObject()
                    .put("cluster", settings.name())
                    .put("degraded", !reason.isEmpty())
                    .put("reason", reason)
                    .put("nodes", nodes)
                    .put("away", away());
        });
    }

    private JsonArray away() {
        JsonArray away = new JsonArray();
        peers.members().away().forEach(each -> {
            Long since = each.since();
            away.add(new JsonObject()
                    .put("address", each.address())
                    .put("node", each.node())
                    .put(
                            "since",
                            since == null ? null : Instant.ofEpochMilli(since).toString())
                    .put("stopped", each.stopped()));
        });
        return away;
    }

    private String whyDegraded(int members, List<String> silent) {
        if (members < settings.minimum()) {
            return "Only " + members + " of at least " + settings.minimum()
                    + " nodes see each other: this node refuses changes of replays";
        }
        return silent.isEmpty() ? "" : "These nodes do not answer: " + String.join(", ", silent);
    }

    private JsonObject node(Members.Member member, @Nullable JsonObject answer) {
        JsonObject addresses = new JsonObject();
        new TreeMap<>(member.addresses()).forEach(addresses::put);
        JsonObject node = new JsonObject()
                .put("node", member.name())
                .put("here", member.name().equals(peers.members().here().name()))
                .put("version", member.version())
                .put("since", Instant.ofEpochMilli(member.since()).toString())
                .put("addresses", addresses)
                .put("answers", answer != null);
        return answer == null ? node : node.mergeIn(answer);
    }

    private Future<JsonObject> look() {
        List<String> names = new ArrayList<>(here.groups());
        List<Future<List<Serving.Served>>> served =
                names.stream().map(here::served).toList();
        return Future.join(served).map(looked -> {
            JsonArray groups = new JsonArray();
            JsonArray targets = new JsonArray();
            for (int index = 0; index < names.size(); index++) {
                String name = names.get(index);
                JsonArray partitions = partitions(served.get(index).result());
                TargetScope.of(name)
                        .ifPresentOrElse(
                                scope -> targets.add(new JsonObject()
                                        .put("replay", scope.replay())
                                        .put("target", scope.target())
                                        .put("partitions", partitions)),
                                () -> groups.add(
                                        new JsonObject().put("group", name).put("partitions", partitions)));
            }
            return new JsonObject()
                    .put("dependencies", dependencies.get())
                    .put("groups", groups)
                    .put("targets", targets);
        });
    }

    private static JsonArray partitions(List<Serving.Served> served) {
        JsonArray partitions = new JsonArray();
        served.forEach(each -> partitions.add(new JsonObject()
                .put("topic", each.partition().topic())
                .put("partition", each.partition().index())
                .put("connection", each.connection())
                .put("epoch", each.epoch())));
        return partitions;
    }

    /** Holds the replay and the target of a hidden group with the name {@code replay.<replay>.<target>}. */
    record TargetScope(String replay, String target) {
        private static final String PREFIX = "replay.";

        /** Empty for a group that is not a target's. */
        static Optional<TargetScope> of(String group) {
            int dot = group.startsWith(PREFIX) ? group.indexOf('.', PREFIX.length()) : -1;
            return dot < 0
                    ? Optional.empty()
                    : Optional.of(new TargetScope(group.substring(PREFIX.length(), dot), group.substring(dot + 1)));
        }
    }
}
