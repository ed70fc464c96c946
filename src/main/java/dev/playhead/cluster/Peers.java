package dev.playhead.cluster;

import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Asks all nodes the same small question and gathers their answers in time; answers such questions for this node. Any
 * thread; Futures complete on any thread.
 */
public final class Peers {
    private static final String ADDRESS = "playhead.peers.";
    private static final String QUESTION = "question";
    private static final String LEAVE = "peers.leave";
    private static final String NODE = "node";

    private final EventBus bus;
    private final Members members;
    private final Duration patience;
    private final Map<String, Function<JsonObject, Future<JsonObject>>> answerers = new ConcurrentHashMap<>();
    private final MessageConsumer<JsonObject> consumer;

    /** @param patience the time that a question waits for the slowest node */
    public Peers(EventBus bus, Members members, Duration patience) {
        this.bus = bus;
        this.members = members;
        this.patience = patience;
        answer(LEAVE, about -> {
            members.leaves(about.getString(NODE, ""));
            return Future.succeededFuture(about);
        });
        this.consumer = bus.consumer(ADDRESS + members.here().name(), this::answer);
    }

    /**
     * Holds the answers of all nodes.
     *
     * @param byNode the answers by the names of the nodes, including this one
     * @param silent the names of nodes without an answer in time
     */
    public record Answers(Map<String, JsonObject> byNode, List<String> silent) {
        public Answers {
            byNode = Map.copyOf(byNode);
            silent = List.copyOf(silent);
        }
    }

    /** Answers the question from now on, also when this node itself asks. */
    public void answer(String question, Function<JsonObject, Future<JsonObject>> answerer) {
        answerers.put(question, answerer);
    }

    /** Asks all nodes, this one too; never fails. */
    public Future<Answers> ask(String question, JsonObject about) {
        Map<String, Future<JsonObject>> asked = new TreeMap<>();
        for (Members.Member member : members.all()) {
            String name = member.name();
            asked.put(name, name.equals(members.here().name()) ? here(question, about) : there(name, question, about));
        }
        return Future.join(new ArrayList<>(asked.values())).transform(joined -> Future.succeededFuture(sorted(asked)));
    }

    /** Whom this node asks. */
    public Members members() {
        return members;
    }

    /** Announces to all that this node leaves, and then ends the answers to other nodes. */
    public Future<Void> leave() {
        return ask(LEAVE, new JsonObject().put(NODE, members.here().name())).compose(told -> consumer.unregister());
    }

    private static Answers sorted(Map<String, Future<JsonObject>> asked) {
        Map<String, JsonObject> byNode = new TreeMap<>();
        List<String> silent = new ArrayList<>();
        asked.forEach((name, answer) -> {
            if (answer.succeeded()) {
                byNode.put(name, answer.result());
            } else {
                silent.add(name);
            }
        });
        return new Answers(byNode, silent);
    }

    private Future<JsonObject> here(String question, JsonObject about) {
        Function<JsonObject, Future<JsonObject>> answerer = answerers.get(question);
        return answerer == null
                ? Future.failedFuture(new IllegalArgumentException("this node does not answer " + question))
                : Future.succeededFuture(about).compose(answerer);
    }

    private Future<JsonObject> there(String name, String question, JsonObject about) {
        DeliveryOptions options =
                new DeliveryOptions().setSendTimeout(patience.toMillis()).addHeader(QUESTION, question);
        return bus.<JsonObject>request(ADDRESS + name, about, options).map(Message::body);
    }

    private void answer(Message<JsonObject> message) {
        here(String.valueOf(message.headers().get(QUESTION)), message.body())
                .onSuccess(message::reply)
                .onFailure(failure ->
                        message.fail(ReplyFailure.RECIPIENT_FAILURE.toInt(), String.valueOf(failure.getMessage())));
    }
}
