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

    /** Answers the others from now on with what is served here. */
    public ServingEverywhere(Serving here, Peers peers) {
        this.here = here;
        this.peers = peers;
        peers.answer(SERVED, about -> here.served(about.getString(GROUP)).map(ServingEverywhere::written));
        peers.answer(KEEP, about -> here.keep(about.getString(GROUP)).map(kept -> new JsonObject()));
    }

    /** Of this node alone, because this is asked where nothing may be waited for. */
    @Override
    public Set<String> groups() {
        return new TreeSet<>(here.groups());
    }

    /** Of a node that does not answer nothing is told: the leases still name whoever it is that serves there. */
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

    /** Fails where a node does not answer: what it serves may then not have been written. */
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
