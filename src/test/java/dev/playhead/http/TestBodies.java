package dev.playhead.http;

import dev.playhead.edge.Budget;
import dev.playhead.edge.EdgeMemory;
import dev.playhead.http.exchange.Bodies;
import dev.playhead.http.exchange.OpenRequests;
import dev.playhead.http.exchange.RequestDeadlines;
import io.vertx.core.Vertx;
import java.time.Duration;

/** What reads bodies where a test has routes and no edge. */
final class TestBodies {
    private TestBodies() {}

    static Bodies of(Vertx vertx) {
        RequestDeadlines deadlines = new RequestDeadlines(vertx, Duration.ofSeconds(10));
        return new Bodies(
                vertx.getOrCreateContext(),
                deadlines,
                new OpenRequests(deadlines),
                new EdgeMemory(new Budget(64 << 20), new Budget(64 << 20)));
    }
}
