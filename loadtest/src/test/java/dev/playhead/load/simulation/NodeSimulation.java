package dev.playhead.load.simulation;

import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.http.HttpDsl.http;

import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Owns what all simulations have in common: the stage, who is on it and in which order, the claims; made on Gatling's main
 * thread.
 */
abstract class NodeSimulation extends Simulation {
    private static final double P99 = 99;
    private static final Duration SLACK = Duration.ofSeconds(150);

    private final Site site;
    private final List<PopulationBuilder> beside = new ArrayList<>();
    private boolean hasLive;

    /** What the run shares. */
    protected final Stage stage;

    protected final Claims claims;

    /** @param ownUsual what this simulation takes, unless the run is a short one or says otherwise */
    NodeSimulation(String name, Map<Knob, String> ownUsual) {
        Plan plan = Plan.of(System.getProperties(), ownUsual);
        this.site = Site.of(plan);
        this.stage = new Stage(name, plan, site);
        this.claims = new Claims(stage);
    }

    protected final Plan plan() {
        return stage.plan();
    }

    protected final double rate() {
        return plan().share(Knob.RATE);
    }

    protected final Duration sending() {
        return plan().seconds(Knob.SECONDS);
    }

    protected final void withLive() {
        beside.add(new LiveUsers(stage).population());
        hasLive = true;
    }

    protected final void withGroups() {
        beside.addAll(new GroupUsers(stage, protocol()).populations());
    }

    /** A replay that begins when producers have sent for so long. */
    protected final void withReplay(String label, Duration after) {
        beside.addAll(new ReplayUsers(stage, protocol())
                .populations(
                        label,
                        () -> stage.hasBegun()
                                && stage.books().acknowledged() > 0
                                && stage.sinceSendingBegan(System.nanoTime()) >= after.toNanos()));
    }

    /** A replay that begins when all has been sent. */
    protected final void withReplayAtTheEnd(String label) {
        beside.addAll(new ReplayUsers(stage, protocol()).populations(label, () -> stage.sent() != null));
    }

    /** Runs them: those beside from the beginning, the producers between opening and closing. */
    protected final void play(List<Assertion> assertions, PopulationBuilder... producers) {
        claims.addConsumers(hasLive);
        Curtain curtain = new Curtain(stage, claims);
        List<PopulationBuilder> all = new ArrayList<>(beside);
        all.add(curtain.opening().andThen(producers).andThen(curtain.closing()));
        List<Assertion> asserted = new ArrayList<>(assertions);
        claims.names()
                .forEach(name ->
                        asserted.add(details(name).failedRequests().count().is(0L)));
        setUp(all)
                .protocols(protocol())
                .assertions(asserted)
                .maxDuration(sending().plus(plan().seconds(Knob.DRAIN)).plus(SLACK));
    }

    /** That requests of these names answer in time and hardly fail. */
    protected final List<Assertion> inTime(String... requests) {
        List<Assertion> assertions = new ArrayList<>();
        for (String request : requests) {
            assertions.add(details(request).failedRequests().percent().lte(plan().share(Knob.ERRORS)));
            assertions.add(details(request).responseTime().percentile(P99).lte(plan().number(Knob.P99)));
        }
        return assertions;
    }

    private HttpProtocolBuilder protocol() {
        HttpProtocolBuilder protocol = http.baseUrl(site.url())
                .wsBaseUrl(site.url().replaceFirst("^http", "ws"))
                .disableWarmUp()
                .disableCaching()
                .shareConnections();
        String token = plan().text(Knob.TOKEN);
        return token.isBlank() ? protocol : protocol.authorizationHeader("Bearer " + token);
    }

    @Override
    public void after() {
        try {
            site.close();
        } catch (IOException failed) {
            throw new UncheckedIOException("The node did not stop", failed);
        }
    }
}
