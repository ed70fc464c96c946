package dev.playhead.load.simulation;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.dummy;
import static io.gatling.javaapi.core.CoreDsl.during;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import dev.playhead.load.books.Extent;
import dev.playhead.load.feed.Draft;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Session;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What stands around the producers: the opening makes the topic, waits for the consumers, and warms
 * up; the closing sends a last event
 * to every partition, waits until those have come everywhere, and says whether the claims hold.
 */
final class Curtain {
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration GATHERING = Duration.ofSeconds(60);
    private static final int LAST_EVENTS_A_PARTITION = 4;
    private static final int MOST_TRIES = 50;
    private static final String WARM_UP = "warm up";
    private static final String LAST = "append the last events";

    private final Stage stage;
    private final Claims claims;
    private final long[] ends;
    private final AtomicLong lastEvents = new AtomicLong();
    private volatile long deadline;

    Curtain(Stage stage, Claims claims) {
        this.stage = stage;
        this.claims = claims;
        this.ends = new long[stage.partitions()];
    }

    PopulationBuilder opening() {
        return scenario("opening")
                .exec(http("make the topic")
                        .put("/v1/topics/" + stage.topic())
                        .header("content-type", "application/json")
                        .body(StringBody("{\"partitions\":" + stage.partitions() + "}"))
                        .check(status().in(200, 201)))
                .exec(session -> {
                    stage.topicIsMade();
                    deadline = System.nanoTime() + GATHERING.toNanos();
                    return session;
                })
                .exec(asLongAs(session -> !stage.everybodyIsThere() && System.nanoTime() < deadline)
                        .on(pause(LOOK)))
                .exec(warmUp())
                .exec(session -> {
                    stage.books().measure();
                    stage.sendingBegins();
                    return session;
                })
                .injectOpen(atOnceUsers(1));
    }

    /** Sends one thing after the other, so that what is measured later is not how a cold node and a cold Gatling begin. */
    private ChainBuilder warmUp() {
        Producers producers = new Producers(stage);
        return during(stage.plan().seconds(Knob.WARM_UP))
                .on(exec(producers.batch(1, WARM_UP))
                        .exec(producers.batch(stage.plan().number(Knob.BATCH), WARM_UP)));
    }

    PopulationBuilder closing() {
        return scenario("closing")
                .exec(lastEvents())
                .exec(ring())
                .exec(waiting())
                .exec(verdicts())
                .injectOpen(atOnceUsers(1));
    }

    /** Sends events of many keys until every partition has one; all that was acknowledged before stands before these. */
    private ChainBuilder lastEvents() {
        Producers producers = new Producers(stage, this::last);
        return exec(asLongAs(session -> stage.sent() == null && lastEvents.get() < MOST_TRIES * (long) batch())
                .on(exec(producers.batch(batch(), LAST)).exec(this::count)));
    }

    private int batch() {
        return LAST_EVENTS_A_PARTITION * ends.length;
    }

    private Draft last() {
        return new Draft("/load/end", "load.ended", "end-" + lastEvents.incrementAndGet(), "\"data\":{}");
    }

    private Session count(Session session) {
        stage.books().include(Producers.parcel(session).numbers(), ends);
        for (long end : ends) {
            if (end == 0) {
                return session;
            }
        }
        stage.allIsSent(new Extent(ends.clone()));
        return session;
    }

    /** One more, so that whoever had everything before the ends were known looks again. */
    private ChainBuilder ring() {
        return exec(new Producers(stage, this::last).batch(1, LAST)).exec(session -> {
            deadline = System.nanoTime() + stage.plan().seconds(Knob.DRAIN).toNanos();
            return session;
        });
    }

    private ChainBuilder waiting() {
        return exec(asLongAs(session -> !stage.allIsDelivered() && System.nanoTime() < deadline)
                .on(pause(LOOK)));
    }

    private ChainBuilder verdicts() {
        ChainBuilder chain = exec(session -> {
            claims.judge();
            stage.end();
            return session;
        });
        for (String name : claims.names()) {
            chain = chain.exec(dummy(name, 1).withSuccess(session -> claims.holds(name)));
        }
        return chain;
    }
}
