package dev.playhead.load.simulation;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import java.util.Map;

/** A steady load for long: single events and batches in, live subscribers and groups out. */
public final class SoakSimulation extends NodeSimulation {
    public SoakSimulation() {
        super("soak", Map.of(Knob.SECONDS, "300", Knob.SUBSCRIBERS, "50", Knob.RATE, "1000"));
        withLive();
        withGroups();
        Producers producers = new Producers(stage);
        play(
                inTime(Producers.ONE, Producers.BATCH),
                scenario("producers of one event")
                        .exec(producers.one())
                        .injectOpen(constantUsersPerSec(rate() / 4).during(sending())),
                scenario("producers of batches")
                        .exec(producers.batch())
                        .injectOpen(constantUsersPerSec(rate() * 3 / 4 / plan().number(Knob.BATCH))
                                .during(sending())));
    }
}
