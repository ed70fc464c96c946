package dev.playhead.load.simulation;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import java.util.Map;

/** Groups of several connections that confirm what they get, each event exactly once. */
public final class GroupSimulation extends NodeSimulation {
    public GroupSimulation() {
        super("group", Map.of(Knob.RATE, "2000"));
        withGroups();
        play(
                inTime(Producers.BATCH),
                scenario("producers of batches")
                        .exec(new Producers(stage).batch())
                        .injectOpen(constantUsersPerSec(rate() / plan().number(Knob.BATCH))
                                .during(sending())));
    }
}
