package dev.playhead.load.simulation;

import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.ws;

import dev.playhead.load.books.Confirming;
import dev.playhead.load.books.Extent;
import io.gatling.javaapi.core.ActionBuilder;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Groups whose connections confirm all that they get, by Gatling's own answers to text frames. */
final class GroupUsers {
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final int CONNECT_SECONDS = 30;

    private final Stage stage;
    private final HttpProtocolBuilder protocol;

    GroupUsers(Stage stage, HttpProtocolBuilder protocol) {
        this.stage = stage;
        this.protocol = protocol;
    }

    List<PopulationBuilder> populations() {
        List<PopulationBuilder> populations = new ArrayList<>();
        for (int number = 1; number <= stage.plan().number(Knob.GROUPS); number++) {
            populations.add(population("group " + number, "load-" + stage.run() + "-" + number));
        }
        return populations;
    }

    private PopulationBuilder population(String label, String name) {
        Group group = new Group(name, new Confirming(label, stage.books(), stage.partitions()));
        stage.groups().add(group);
        int members = stage.plan().number(Knob.MEMBERS);
        stage.expect(members);
        return scenario(label)
                .exec(asLongAs(session -> !stage.hasTopic()).on(pause(LOOK)))
                .exitBlockOnFail()
                .on(exec(connect(name))
                        .exec(session -> {
                            stage.connected();
                            return session;
                        })
                        .exec(asLongAs(session -> goesOn(session, group)).on(pause(LOOK)))
                        .exec(ws("group: leave").close()))
                .exec(stage.stayToTheEnd())
                .injectOpen(atOnceUsers(members))
                .protocols(protocol.wsAutoReplyTextFrame(new Answering(group.confirming(), completed -> {})));
    }

    private ActionBuilder connect(String name) {
        return ws("group: connect")
                .connect("/v1/topics/" + stage.topic() + "/stream?from=earliest&group=" + name + "&credit="
                        + stage.plan().number(Knob.CREDIT))
                .subprotocol("playhead.v1")
                .await(CONNECT_SECONDS)
                .on(ws.checkTextMessage("group: subscribed")
                        .matching(jsonPath("$.op").is("subscribed")));
    }

    private boolean goesOn(Session session, Group group) {
        Extent sent = stage.sent();
        return !session.isFailed()
                && !stage.isOver()
                && (sent == null || !group.confirming().reached(sent));
    }
}
