package dev.playhead.load.simulation;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import java.util.Map;

/** What was sent is replayed to targets of several connections, which confirm it. */
public final class ReplaySimulation extends NodeSimulation {
    public ReplaySimulation() {
        super("replay", Map.of(Knob.RATE, "5000", Knob.SECONDS, "20"));
        withReplayAtTheEnd("replay");
        play(
                inTime(Producers.BATCH),
                scenario("producers of batches")
                        .exec(new Producers(stage).batch())
                        .injectOpen(constantUsersPerSec(rate() / plan().number(Knob.BATCH))
                                .during(sending())));
    }
}
