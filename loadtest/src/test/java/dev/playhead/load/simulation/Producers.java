package dev.playhead.load.simulation;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.bodyString;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import dev.playhead.load.books.Slots;
import dev.playhead.load.feed.Feed;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.HttpRequestActionBuilder;

/** What virtual users do that append: one event, a batch, or either with what has been sent before. */
final class Producers {
    static final String ONE = "append one event";
    static final String BATCH = "append a batch";
    static final String AGAIN = "append again";
    private static final String PARCEL = "parcel";
    private static final int STORED = 200;

    private final Stage stage;
    private final Parcels parcels;

    Producers(Stage stage, Feed feed) {
        this.stage = stage;
        this.parcels = new Parcels(stage.books(), feed);
    }

    Producers(Stage stage) {
        this(stage, stage.feed());
    }

    ChainBuilder one() {
        return exec(session -> session.set(PARCEL, parcels.one())).exec(append(ONE));
    }

    ChainBuilder batch() {
        int events = stage.plan().number(Knob.BATCH);
        return batch(events, BATCH);
    }

    ChainBuilder batch(int events, String name) {
        return exec(session -> session.set(PARCEL, parcels.batch(events))).exec(append(name));
    }

    /** One event, and the same bytes once more. */
    ChainBuilder oneTwice() {
        return one().exitHereIfFailed()
                .exec(session -> session.set(PARCEL, parcel(session).repeated()))
                .exec(append(AGAIN));
    }

    /** A batch, and another one of which a share is what the first had. */
    ChainBuilder batchesThatOverlap() {
        int events = stage.plan().number(Knob.BATCH);
        int again = (int) Math.max(1, Math.round(events * stage.plan().share(Knob.DUPLICATES)));
        return batch().exitHereIfFailed()
                .exec(session -> session.set(PARCEL, parcels.mixed(parcel(session), again, events - again)))
                .exec(append(AGAIN));
    }

    private HttpRequestActionBuilder append(String name) {
        return http(name)
                .post("/v1/topics/" + stage.topic() + "/events")
                .header("content-type", session -> parcel(session).contentType())
                .body(StringBody(session -> parcel(session).body()))
                .check(status().is(STORED))
                .check(bodyString()
                        .transformWithSession((body, session) -> parcels.enter(parcel(session), body))
                        .is(true));
    }

    /** Enters in the slots how the last request went, by when it was sent. */
    ChainBuilder telling(Slots slots) {
        return exec(session -> {
            Parcel parcel = parcel(session);
            long sent = stage.books().sentNanos(parcel.numbers()[0]);
            long since = stage.sinceSendingBegan(sent);
            if (session.isFailed()) {
                slots.failed(since);
            } else {
                slots.answered(since, System.nanoTime() - sent);
            }
            return session;
        });
    }

    static Parcel parcel(Session session) {
        return session.<Parcel>get(PARCEL);
    }
}
