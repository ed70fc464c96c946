package dev.playhead.load.simulation;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import java.util.Map;

/**
 * A known share of what is sent has been sent before, one by one and in batches beside what is new: receipts say duplicate,
 * and the first position, for exactly these, and a group gets each event once.
 */
public final class DuplicatesSimulation extends NodeSimulation {
    public DuplicatesSimulation() {
        super("duplicates", Map.of());
        withGroups();
        Producers producers = new Producers(stage);
        double share = plan().share(Knob.DUPLICATES);
        play(
                inTime(Producers.ONE, Producers.BATCH, Producers.AGAIN),
                scenario("producers of one event")
                        .exec(producers.one())
                        .injectOpen(
                                constantUsersPerSec(rate() / 2 * (1 - share)).during(sending())),
                scenario("producers that send it twice")
                        .exec(producers.oneTwice())
                        .injectOpen(constantUsersPerSec(rate() / 2 * share).during(sending())),
                scenario("producers of batches that overlap")
                        .exec(producers.batchesThatOverlap())
                        .injectOpen(constantUsersPerSec(rate() / 4 / plan().number(Knob.BATCH))
                                .during(sending())));
    }
}
