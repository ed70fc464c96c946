package dev.playhead.cluster;

import dev.playhead.event.Problem;
import dev.playhead.group.Serving;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Gathers the partitions that the connections of all nodes serve, from each node. Any thread; Futures complete on any
 * thread.
 */
public final class ServingEverywhere implements Serving {
    private static final String SERVED = "groups.served";
    private static final String KEEP = "groups.keep";
    private static final String GROUP = "group";
    private static final String PARTITIONS = "partitions";

    private final Serving here;
    private final Peers peers;

    /** Answers other nodes from now on with the partitions served here. */
    public ServingEverywhere(Serving here, Peers peers) {
        this.here = here;
        this.peers = peers;
        peers.answer(SERVED, about -> here.served(about.getString(GROUP)).map(ServingEverywhere::written));
        peers.answer(KEEP, about -> here.keep(about.getString(GROUP)).map(kept -> new JsonObject()));
    }

    /** Returns the groups of this node alone, because its callers must not wait. */
    @Override
    public Set<String> groups() {
        return new TreeSet<>(here.groups());
    }

    /** Gathers the served partitions of all nodes that answer; the leases still name the holders on the others. */
    @Override
    public Future<List<Served>> served(String group) {
        return ask(SERVED, group).map(answers -> {
            List<Served> served = new ArrayList<>();
            answers.byNode().values().forEach(answer -> answer.getJsonArray(PARTITIONS).stream()
                    .map(each -> ServedCodec.read((JsonObject) each))
                    .forEach(served::add));
            return served;
        });
    }

    /** Fails when a node does not answer: it may not have written its cursors. */
    @Override
    public Future<Void> keep(String group) {
        return ask(KEEP, group)
                .compose(answers -> answers.silent().isEmpty()
                        ? Future.succeededFuture()
                        : Future.failedFuture(Problem.UNAVAILABLE
                                .because("The nodes " + answers.silent()
                                        + " have not confirmed the write of the cursors of the group " + group)
                                .asException()));
    }

    private Future<Peers.Answers> ask(String question, String group) {
        return peers.ask(question, new JsonObject().put(GROUP, group));
    }

    private static JsonObject written(List<Served> served) {
        JsonArray partitions = new JsonArray();
        served.forEach(each -> partitions.add(ServedCodec.write(each)));
        return new JsonObject().put(PARTITIONS, partitions);
    }
}
