package dev.playhead.load.simulation;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import java.util.Map;

/** Live subscribers, each of which must get every event, once, in order and in time. */
public final class LiveSimulation extends NodeSimulation {
    public LiveSimulation() {
        super("live", Map.of(Knob.RATE, "200"));
        withLive();
        play(
                inTime(Producers.ONE),
                scenario("producers of one event")
                        .exec(new Producers(stage).one())
                        .injectOpen(constantUsersPerSec(rate()).during(sending())));
    }
}
