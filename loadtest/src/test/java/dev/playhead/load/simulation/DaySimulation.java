package dev.playhead.load.simulation;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.playhead.load.feed.Feed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A mixed day: single orders come and go with the hours, batches of a git history all day long, live subscribers and groups
 * take both, and in the middle there are replays, one at full rate and one an eighth later.
 */
public final class DaySimulation extends NodeSimulation {
    private static final Path HISTORY = Path.of("src", "test", "resources", "history.ndjson.gz");

    public DaySimulation() {
        super("day", Map.of(Knob.SECONDS, "120", Knob.SUBSCRIBERS, "50", Knob.RATE, "400"));
        withLive();
        withGroups();
        withReplay("replay at noon", sending().dividedBy(2));
        withReplay("replay after noon", sending().multipliedBy(5).dividedBy(8));
        Duration quarter = Duration.ofSeconds(Math.max(1, sending().toSeconds() / 4)); // a ramp takes whole seconds
        Feed history = Stage.file(HISTORY);
        play(
                inTime(Producers.ONE, Producers.BATCH),
                scenario("orders")
                        .exec(new Producers(stage).one())
                        .injectOpen(
                                rampUsersPerSec(Math.max(1, rate() / 20))
                                        .to(rate() / 2)
                                        .during(quarter),
                                constantUsersPerSec(rate() / 2).during(quarter.multipliedBy(2)),
                                rampUsersPerSec(rate() / 2)
                                        .to(Math.max(1, rate() / 20))
                                        .during(quarter)),
                scenario("history")
                        .exec(new Producers(stage, history).batch())
                        .injectOpen(constantUsersPerSec(rate() / 2 / plan().number(Knob.BATCH))
                                .during(sending())));
    }
}
