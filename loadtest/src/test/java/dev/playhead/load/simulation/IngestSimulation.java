package dev.playhead.load.simulation;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import java.util.Map;

/** One event a request over HTTP, at a constant rate. */
public final class IngestSimulation extends NodeSimulation {
    public IngestSimulation() {
        super("ingest", Map.of());
        play(
                inTime(Producers.ONE),
                scenario("producers of one event")
                        .exec(new Producers(stage).one())
                        .injectOpen(constantUsersPerSec(rate()).during(sending())));
    }
}
