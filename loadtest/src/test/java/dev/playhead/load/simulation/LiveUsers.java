package dev.playhead.load.simulation;

import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.bodyString;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.ws;

import dev.playhead.load.books.Delivery;
import dev.playhead.load.books.Extent;
import dev.playhead.load.books.Received;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.OpenInjectionStep;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Session;
import java.time.Duration;

/**
 * Live subscribers: each asks for some events, takes them, and asks again when all have come.
 *
 * <p>A request is a round that ends with the last event asked for, so that between rounds, when Gatling lets messages
 * pass unseen, there is no credit and nothing can come.
 */
final class LiveUsers {
    private static final String ROUND = "round";
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final int CONNECT_SECONDS = 30;
    private static final int CONNECTS_A_SECOND = 100;

    /** What a virtual user has of its own: what it got, and how much of its credit is left; on its event loop. */
    private static final class Round {
        private final Received received;
        private int credit;

        Round(Received received) {
            this.received = received;
        }

        /** Takes a message; true if the round is at its end. */
        boolean take(String frame, Stage stage) {
            if (Frames.hasEvents(frame)) {
                long now = System.nanoTime();
                for (Delivery delivery : Frames.deliveries(frame)) {
                    received.delivered(delivery, now);
                    credit--;
                }
            }
            Extent sent = stage.sent();
            return credit <= 0 || sent != null && received.reached(sent);
        }
    }

    private final Stage stage;

    LiveUsers(Stage stage) {
        this.stage = stage;
    }

    PopulationBuilder population() {
        int subscribers = stage.plan().number(Knob.SUBSCRIBERS);
        stage.expect(subscribers);
        OpenInjectionStep arrival = subscribers <= CONNECTS_A_SECOND
                ? atOnceUsers(subscribers)
                : rampUsers(subscribers).during(subscribers / CONNECTS_A_SECOND);
        return scenario("live subscribers")
                .exec(asLongAs(session -> !stage.hasTopic()).on(pause(LOOK)))
                .exitBlockOnFail()
                .on(exec(connect())
                        .exec(asLongAs(this::goesOn).on(exec(round())))
                        .exec(ws("live: leave").close()))
                .exec(stage.stayToTheEnd())
                .injectOpen(arrival);
    }

    private ChainBuilder connect() {
        return exec(ws("live: connect")
                        .connect("/v1/topics/" + stage.topic() + "/stream?from=latest&credit=0")
                        .subprotocol("playhead.v1")
                        .await(CONNECT_SECONDS)
                        .on(ws.checkTextMessage("live: subscribed")
                                .matching(jsonPath("$.op").is("subscribed"))))
                .exec(session -> {
                    Received received = new Received(
                            "live subscriber " + session.userId(),
                            stage.books(),
                            stage.partitions(),
                            Received.Order.PARTITION);
                    stage.live().add(received);
                    stage.connected();
                    return session.set(ROUND, new Round(received));
                });
    }

    private boolean goesOn(Session session) {
        Extent sent = stage.sent();
        Round round = session.get(ROUND);
        return !session.isFailed() && !stage.isOver() && (sent == null || !round.received.reached(sent));
    }

    private ChainBuilder round() {
        int credit = stage.plan().number(Knob.CREDIT);
        Duration most = stage.plan().seconds(Knob.SECONDS).plus(stage.plan().seconds(Knob.DRAIN));
        return exec(session -> {
                    session.<Round>get(ROUND).credit = credit;
                    return session;
                })
                .exec(ws("live: ask for more")
                        .sendText("{\"op\":\"request\",\"n\":" + credit + "}")
                        .await(most)
                        .on(ws.checkTextMessage("live: all that was asked for")
                                .matching(bodyString()
                                        .transformWithSession((frame, session) ->
                                                session.<Round>get(ROUND).take(frame, stage))
                                        .is(true))
                                .silent()));
    }
}
