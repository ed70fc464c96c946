package dev.playhead.load.simulation;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.bodyString;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;
import static io.gatling.javaapi.http.HttpDsl.ws;

import dev.playhead.load.books.Confirming;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Who makes a replay and watches it, and the connections to its targets, which confirm. */
final class ReplayUsers {
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final int CONNECT_SECONDS = 30;
    private static final int CREATED = 201;

    private final Stage stage;
    private final HttpProtocolBuilder protocol;

    ReplayUsers(Stage stage, HttpProtocolBuilder protocol) {
        this.stage = stage;
        this.protocol = protocol;
    }

    /** A replay from the beginning of the topic to where it ends when the time has come. */
    List<PopulationBuilder> populations(String label, BooleanSupplier hasCome) {
        List<Confirming> targets = new ArrayList<>();
        for (int number = 1; number <= stage.plan().number(Knob.TARGETS); number++) {
            targets.add(new Confirming(label + " to target-" + number, stage.books(), stage.partitions()));
        }
        Replay replay = new Replay(label, targets, stage.partitions());
        stage.replays().add(replay);
        List<PopulationBuilder> populations = new ArrayList<>();
        populations.add(scenario(label)
                .exec(asLongAs(session -> !hasCome.getAsBoolean()).on(pause(LOOK)))
                .exitBlockOnFail()
                .on(exec(make(replay)).exec(watch(replay)))
                .exec(stage.stayToTheEnd())
                .injectOpen(atOnceUsers(1)));
        for (int number = 1; number <= targets.size(); number++) {
            populations.add(target(replay, "target-" + number, targets.get(number - 1)));
        }
        return populations;
    }

    private ChainBuilder make(Replay replay) {
        List<String> names = new ArrayList<>();
        for (int number = 1; number <= replay.targets().size(); number++) {
            names.add("\"target-" + number + "\"");
        }
        String request = "{\"topics\":[\"" + stage.topic() + "\"],\"from\":\"earliest\",\"targets\":" + names + "}";
        return exec(http("replay: make")
                        .post("/v1/replays")
                        .header("content-type", "application/json")
                        .body(StringBody(request))
                        .check(status().is(CREATED))
                        .check(bodyString().saveAs("job")))
                .exec(session -> {
                    replay.made(session.getString("job"));
                    return session;
                });
    }

    private ChainBuilder watch(Replay replay) {
        return exec(asLongAs(session -> !replay.isCompleted() && !stage.isOver())
                .on(pause(LOOK)
                        .exec(http("replay: look")
                                .get(session -> "/v1/replays/" + replay.id())
                                .check(status().is(200), jsonPath("$.state").saveAs("state")))
                        .exec(session -> {
                            replay.state(session.getString("state"));
                            return session;
                        })));
    }

    private PopulationBuilder target(Replay replay, String target, Confirming confirming) {
        int members = stage.plan().number(Knob.MEMBERS);
        String query = "/stream?target=" + target + "&credit=" + stage.plan().number(Knob.CREDIT);
        return scenario(confirming.name())
                .exec(asLongAs(session -> !replay.isMade() && !stage.isOver()).on(pause(LOOK)))
                .exec(ws("target: connect")
                        .connect(session -> "/v1/replays/" + replay.id() + query)
                        .subprotocol("playhead.v1")
                        .await(CONNECT_SECONDS)
                        .on(ws.checkTextMessage("target: subscribed")
                                .matching(jsonPath("$.op").is("subscribed"))))
                .exec(asLongAs(session -> !session.isFailed()
                                && !stage.isOver()
                                && !replay.hasCompleted(target)
                                && !replay.isCompleted())
                        .on(pause(LOOK)))
                .exec(stage.stayToTheEnd())
                .injectOpen(atOnceUsers(members))
                .protocols(protocol.wsAutoReplyTextFrame(
                        new Answering(confirming, completed -> replay.completed(target))));
    }
}
