package dev.playhead.load.simulation;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import java.util.Map;

/** Batches over HTTP, at a constant rate. */
public final class BatchSimulation extends NodeSimulation {
    public BatchSimulation() {
        super("batch", Map.of(Knob.RATE, "5000"));
        play(
                inTime(Producers.BATCH),
                scenario("producers of batches")
                        .exec(new Producers(stage).batch())
                        .injectOpen(constantUsersPerSec(rate() / plan().number(Knob.BATCH))
                                .during(sending())));
    }
}
